import { Anchor, Autocomplete, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { problemOf } from '../../../lib/api-problem';
import { completions, faultPosition, type KnownKeys } from '../filter-completion';

const examples = [
  'metrics.rmse < 0.9',
  "params.kind = 'svd' AND metrics.ndcgAt10 > 0.05",
  "status = 'FINISHED' AND duration > 60000",
  "tags.mlflow.user ILIKE 'a%'",
];

interface FilterInputProps {
  filter: string;
  keys: KnownKeys;
  error: unknown;
  onSearch: (filter: string) => void;
}

/** A line of the search language, with its completions, examples, and where a refused one is wrong. */
export function FilterInput({ filter, keys, error, onSearch }: FilterInputProps) {
  const [text, setText] = useState(filter);
  const detail = error ? (problemOf(error).detail ?? problemOf(error).title) : null;
  const data = completions(text, keys);
  return (
    <Stack gap={6}>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <Group align="flex-start" gap="xs" wrap="nowrap">
          <Autocomplete
            label="Search"
            placeholder="metrics.rmse < 0.9 AND params.kind = 'svd'"
            flex={1}
            value={text}
            onChange={setText}
            data={data}
            filter={({ options }) => options}
            renderOption={({ option }) => <Code>{option.value.slice(sharedLength(text, option.value))}</Code>}
            error={detail ? <Fault text={filter} detail={detail} /> : undefined}
            errorProps={{ component: 'div' }}
            spellCheck={false}
            autoComplete="off"
            clearable
          />
          <Button type="submit" mt={25}>
            Search
          </Button>
        </Group>
      </form>
      <Text size="sm" c="dimmed" component="div">
        Comparisons joined by AND, as in MLflow:{' '}
        {examples.map((example, i) => (
          <span key={example}>
            {i > 0 ? ' · ' : ''}
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                setText(example);
                onSearch(example);
              }}
            >
              {example}
            </Anchor>
          </span>
        ))}
      </Text>
    </Stack>
  );
}

/** Completions begin with what was written but for the word at its end: only that word is worth showing. */
function sharedLength(text: string, completion: string): number {
  const before = text.replace(/[\w.`]*$/, '').length;
  return completion.startsWith(text.slice(0, before)) ? before : 0;
}

function Fault({ text, detail }: { text: string; detail: string }) {
  const position = faultPosition(detail);
  return (
    <>
      {position === null ? null : (
        <Code
          block
          component="pre"
          style={{ whiteSpace: 'pre', overflowX: 'auto' }}
          c="inherit"
          aria-hidden="true"
        >
          {`${text}\n${' '.repeat(position)}▲`}
        </Code>
      )}
      {detail}
    </>
  );
}
