import { ActionIcon, Button, Card, Group, Table, Text, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert';
import { Section } from '../../../components/page';
import type { RunDetail } from '../../../lib/api-types';
import { useChangeRun } from '../api/run';

const descriptionTag = 'mlflow.note.content';

/** What people say of a run: its description and its tags. */
export function RunTags({ run }: { run: RunDetail }) {
  const change = useChangeRun(run.id);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const isDeleted = run.lifecycleStage === 'deleted';
  const add = () =>
    change.mutate(
      { tags: { [key.trim()]: value } },
      {
        onSuccess: () => {
          setKey('');
          setValue('');
        },
      },
    );
  const tags = Object.entries(run.tags).filter(
    ([name]) => name !== descriptionTag && name !== 'mlflow.runName',
  );
  return (
    <Card>
      <Section title="Description and tags">
        <Description run={run} isLocked={isDeleted} />
        <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
          <Table.Tbody>
            {tags.map(([name, text]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
                  <Text size="sm" c="dimmed">
                    {name}
                  </Text>
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{text}</Table.Td>
                <Table.Td w={36}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove tag ${name}`}
                    disabled={isDeleted}
                    onClick={() => change.mutate({ tags: { [name]: null } })}
                  >
                    <IconX size={14} />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              aria-label="Tag"
              placeholder="Tag"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              disabled={isDeleted}
              flex={1}
            />
            <TextInput
              aria-label="Value"
              placeholder="Value"
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
              disabled={isDeleted}
              flex={1}
            />
            <Button
              type="submit"
              variant="default"
              disabled={!key.trim() || isDeleted}
              loading={change.isPending}
            >
              Set
            </Button>
          </Group>
        </form>
        {change.error ? <ProblemAlert error={change.error} /> : null}
      </Section>
    </Card>
  );
}

function Description({ run, isLocked }: { run: RunDetail; isLocked: boolean }) {
  const change = useChangeRun(run.id);
  const stored = run.tags[descriptionTag] ?? '';
  const [text, setText] = useState<string | null>(null);
  return (
    <>
      <Textarea
        aria-label="Description"
        placeholder="What this run was for"
        autosize
        minRows={2}
        maxRows={10}
        value={text ?? stored}
        disabled={isLocked}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text !== null && text !== stored ? (
        <Group gap="xs">
          <Button
            size="xs"
            loading={change.isPending}
            onClick={() => change.mutate({ description: text }, { onSuccess: () => setText(null) })}
          >
            Save description
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setText(null)}>
            Discard
          </Button>
        </Group>
      ) : null}
      {change.error ? <ProblemAlert error={change.error} /> : null}
    </>
  );
}
