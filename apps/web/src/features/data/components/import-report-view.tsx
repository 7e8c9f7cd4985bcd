import { Code, Stack, Table, Text } from '@mantine/core';
import { formatCompact, formatCount, formatDuration } from '../../../lib/format';
import { reportColumns, reportTables, type ImportReport } from '../import-report';

/** The report of an import: rows by fate, and the first rejected lines with their reasons. */
export function ImportReportView({ report }: { report: ImportReport }) {
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {report.dryRun ? 'Nothing was changed; this is what would be: ' : ''}
        {report.source} ({report.layout}) in {formatDuration(report.durationMs)}
        {report.ratingsPerSecond ? `, ${formatCompact(report.ratingsPerSecond)} ratings a second` : ''}
      </Text>
      <Table.ScrollContainer minWidth={440} type="native">
        <Table verticalSpacing={6} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              {reportColumns.map((column) => (
                <Table.Th key={column} ta="right">
                  {column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {reportTables.map((table) => (
              <Table.Tr key={table}>
                <Table.Th scope="row" fw={500}>
                  {table}
                </Table.Th>
                {reportColumns.map((column) => (
                  <Table.Td key={column} ta="right" className="numeric">
                    {formatCount(report[table][column])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {report.rejectedLines.length ? (
        <details>
          <summary>First rejected lines ({report.rejectedLines.length})</summary>
          <Stack gap={6} mt="xs">
            {report.rejectedLines.map(({ file, line, reason, text }) => (
              <Text key={`${file} ${line}`} size="xs">
                {file}, line {line}: {reason} <Code style={{ overflowWrap: 'anywhere' }}>{text}</Code>
              </Text>
            ))}
          </Stack>
        </details>
      ) : null}
    </Stack>
  );
}
