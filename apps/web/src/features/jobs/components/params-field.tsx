import { Textarea } from '@mantine/core';

/** @returns the params that a text says, or null when it is no JSON object */
export function paramsOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

interface ParamsFieldProps {
  value: string;
  onChange: (value: string) => void;
}

export function ParamsField({ value, onChange }: ParamsFieldProps) {
  return (
    <Textarea
      label="Params"
      description="What the job is started with, as JSON"
      autosize
      minRows={2}
      maxRows={10}
      value={value}
      error={paramsOf(value) === null ? 'This is no JSON object.' : null}
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}
