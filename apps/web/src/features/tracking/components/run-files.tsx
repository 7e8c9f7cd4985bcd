import { Anchor, Breadcrumbs, Card, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { QueryState } from '../../../components/query-state';
import { downloadWithKey } from '../../../lib/download-with-key';
import { formatBytes } from '../../../lib/format';
import { runArtifactsQuery } from '../api/run';

/** The files of a run, folder by folder. */
export function RunFiles({ runId }: { runId: string }) {
  const [folder, setFolder] = useState('');
  const query = useQuery(runArtifactsQuery(runId, folder));
  const parts = folder === '' ? [] : folder.split('/');
  return (
    <Card>
      <Section title="Files">
        {parts.length > 0 ? (
          <Breadcrumbs fz="sm">
            {['all', ...parts].map((part, i) => (
              <Anchor
                key={`${part} ${i}`}
                component="button"
                type="button"
                size="sm"
                onClick={() => setFolder(parts.slice(0, i).join('/'))}
              >
                {part}
              </Anchor>
            ))}
          </Breadcrumbs>
        ) : null}
        <QueryState
          query={query}
          loading={<Skeleton height={80} />}
          isEmpty={(entries) => entries.length === 0}
          empty={<Text c="dimmed">It left no files.</Text>}
        >
          {(entries) => (
            <Table withRowBorders={false} verticalSpacing={6} horizontalSpacing={0}>
              <Table.Tbody>
                {entries.map(({ name, path, isFolder, bytes, sha256 }) => (
                  <Table.Tr key={path}>
                    <Table.Td>
                      <Group gap={6} wrap="nowrap">
                        {isFolder ? <IconFolder size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
                        {isFolder ? (
                          <Anchor component="button" type="button" size="sm" onClick={() => setFolder(path)}>
                            {name}
                          </Anchor>
                        ) : (
                          <Anchor
                            size="sm"
                            href={`/api/v1/runs/${runId}/artifacts/content?path=${encodeURIComponent(path)}`}
                            download={name}
                            title={sha256 ? `SHA-256 ${sha256}` : undefined}
                            style={{ overflowWrap: 'anywhere' }}
                            onClick={(event) => downloadWithKey(event, name)}
                          >
                            {name}
                          </Anchor>
                        )}
                      </Group>
                    </Table.Td>
                    <Table.Td ta="right" className="numeric" w={90}>
                      {isFolder ? '' : formatBytes(bytes)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </QueryState>
      </Section>
    </Card>
  );
}
