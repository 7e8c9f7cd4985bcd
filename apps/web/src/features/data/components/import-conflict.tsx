import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { choiceLabel, type ConflictChoice, type ImportConflict } from '../import-report';

interface ImportConflictProps {
  conflict: ImportConflict;
  /** null: the file was uploaded before this page was loaded and has to be chosen again. */
  onChoose: ((choice: ConflictChoice) => void) | null;
  choosing: boolean;
}

/** Why an import stopped, and what can be done with its source. */
export function ImportConflictPanel({ conflict, onChoose, choosing }: ImportConflictProps) {
  const { untouchedSample, recommended, reasons, choices } = conflict;
  return (
    <Alert color="orange" variant="light" title="This is not the data that is here" role="group">
      <Stack gap="sm">
        <Text size="sm">
          Nothing was changed.
          {untouchedSample ? ' What is here is only the sample data of the first start.' : ''}
        </Text>
        <List size="sm" spacing={4}>
          {reasons.map((reason) => (
            <List.Item key={reason} style={{ overflowWrap: 'anywhere' }}>
              {reason}
            </List.Item>
          ))}
        </List>
        {choices.map(({ choice, effect }) => (
          <Group key={choice} gap="sm" wrap="nowrap" align="center">
            <Button
              size="xs"
              miw={170}
              variant={choice === recommended ? 'filled' : 'default'}
              disabled={onChoose === null}
              loading={choosing}
              onClick={() => onChoose?.(choice)}
            >
              {choiceLabel(choice, untouchedSample)}
            </Button>
            <Text size="xs" c="dimmed">
              {effect}
            </Text>
          </Group>
        ))}
        {onChoose === null ? <Text size="sm">Upload the file again to choose.</Text> : null}
      </Stack>
    </Alert>
  );
}
