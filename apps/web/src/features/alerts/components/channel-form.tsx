import {
  Button,
  Card,
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { Section } from '../../../components/page';
import { ProblemAlert } from '../../../components/problem-alert';
import type { ChannelOrder } from '../../../lib/api-types';
import { useCreateChannel } from '../api/channels';

const first = {
  name: '',
  url: '',
  host: '',
  port: 587,
  user: '',
  from: '',
  to: '',
  secret: '',
  keys: '*',
};
type Values = typeof first;
type Severity = NonNullable<ChannelOrder['minSeverity']>;

const listOf = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** A new webhook or e-mail channel. */
export function ChannelForm({ onCreated }: { onCreated: () => void }) {
  const create = useCreateChannel();
  const [type, setType] = useState<ChannelOrder['type']>('webhook');
  const [minSeverity, setMinSeverity] = useState<Severity>('warning');
  const [values, setValues] = useState<Values>(first);
  const field = (name: Exclude<keyof Values, 'port'>) => ({
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  const order = (): ChannelOrder => ({
    name: values.name.trim(),
    type,
    minSeverity,
    keys: listOf(values.keys),
    secret: values.secret || null,
    ...(type === 'webhook'
      ? { webhook: { url: values.url.trim() } }
      : {
          email: {
            host: values.host.trim(),
            port: values.port,
            user: values.user.trim() || null,
            from: values.from.trim(),
            to: listOf(values.to),
          },
        }),
  });
  return (
    <Card>
      <Section title="New channel">
        <SegmentedControl
          aria-label="Type"
          data={[
            { value: 'webhook', label: 'Webhook' },
            { value: 'email', label: 'E-mail' },
          ]}
          value={type}
          onChange={(value) => setType(value)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput label="Name" {...field('name')} />
          {type === 'webhook' ? (
            <TextInput label="Address" placeholder="https://…" {...field('url')} />
          ) : (
            <>
              <TextInput label="Mail server" placeholder="smtp.example.com" {...field('host')} />
              <NumberInput
                label="Port"
                min={1}
                max={65535}
                value={values.port}
                onChange={(port) => setValues((before) => ({ ...before, port: Number(port) }))}
              />
              <TextInput label="User" description="Empty: none" {...field('user')} />
              <TextInput label="From" {...field('from')} />
              <TextInput label="To" description="Addresses, comma-separated" {...field('to')} />
            </>
          )}
          <PasswordInput
            label={type === 'webhook' ? 'Signing secret' : 'Password'}
            description="It is never shown again"
            autoComplete="new-password"
            {...field('secret')}
          />
          <Select
            label="Sent"
            description="The least grave alerts"
            data={[
              { value: 'info', label: 'Info and graver' },
              { value: 'warning', label: 'Warnings and graver' },
              { value: 'critical', label: 'Critical only' },
            ]}
            value={minSeverity}
            allowDeselect={false}
            onChange={(value) => setMinSeverity(value ?? 'warning')}
          />
          <TextInput label="Keys" description="Of alerts, with *, comma-separated" {...field('keys')} />
        </SimpleGrid>
        <Group>
          <Button
            loading={create.isPending}
            disabled={values.name.trim() === ''}
            onClick={() => create.mutate(order(), { onSuccess: onCreated })}
          >
            Add
          </Button>
        </Group>
        {create.error ? <ProblemAlert error={create.error} /> : null}
      </Section>
    </Card>
  );
}
