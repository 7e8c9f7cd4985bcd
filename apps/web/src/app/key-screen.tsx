import { Alert, Button, Card, Checkbox, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ProblemAlert } from '../components/problem-alert';
import { accessKey, keepKey, keyHeader } from '../lib/access-key';
import { answerOf, api } from '../lib/api-client';
import { ApiProblem } from '../lib/api-problem';

interface Attempt {
  key: string;
  remember: boolean;
}

/** Asks for the key without which this Marquee answers nothing; a key that it takes opens the page behind. */
export function KeyScreen() {
  const cache = useQueryClient();
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(false);
  const check = useMutation({
    mutationFn: (attempt: Attempt) =>
      answerOf(api.GET('/api/v1/genres', { headers: { [keyHeader]: attempt.key } })),
    onSuccess: (_answer, attempt) => {
      cache.clear();
      keepKey(attempt.key, attempt);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate({ key: key.trim(), remember });
  };
  const wrong = check.error instanceof ApiProblem && check.error.problem.status === 401;
  return (
    <Card maw={460} mx="auto" mt={{ base: 24, sm: 72 }} p="xl">
      <title>A key, please · Marquee</title>
      <form onSubmit={submit}>
        <Stack gap="md">
          <IconKey size={30} stroke={1.6} aria-hidden />
          <Title order={1} size="h2" className="display">
            This Marquee asks for a key
          </Title>
          <Text c="dimmed">
            Whoever runs it has the keys: they are the API_KEYS of its settings. What a key allows depends on
            its role.
          </Text>
          {accessKey() !== null && !check.error ? (
            <Alert color="bulb" variant="light" role="status">
              The key that was kept here is not taken any more.
            </Alert>
          ) : null}
          <PasswordInput
            label="Access key"
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={wrong ? 'This key is not known here.' : undefined}
            autoComplete="current-password"
            required
            data-autofocus
            autoFocus
          />
          <Checkbox
            label="Remember it in this browser"
            description="Otherwise it is forgotten when this tab is closed."
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
          {check.error && !wrong ? <ProblemAlert error={check.error} /> : null}
          <Button type="submit" loading={check.isPending} disabled={!isSendable(key.trim())}>
            Come in
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

/** A header holds printable ASCII only. */
const isSendable = (key: string) => /^[\x21-\x7e]+$/.test(key);
