import { Group, Loader, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../../lib/api-problem';
import { countOf, formatDecimal } from '../../../lib/format';
import { usersQuery } from '../api/users';

interface UserPickerProps {
  userId: number | null;
  onChoose: (id: number) => void;
  label?: string;
}

const nameOf = (id: number | string) => `Person ${id}`;

/** Finds a user by id or external id; any number at all may be typed, known or not. */
export function UserPicker({ userId, onChoose, label = 'Watching as' }: UserPickerProps) {
  const [typed, setTyped] = useState('');
  const text = typed.replace(/^Person\s*/, '').trim();
  const digits = /^\d+$/.test(text) ? text : '';
  const [q] = useDebouncedValue(userId !== null && typed === nameOf(userId) ? '' : text, 250);
  const users = useQuery(usersQuery(q));
  const found = new Map(users.data?.items.map((user) => [String(user.id), user]));
  // The person at hand and the id being typed can be chosen even when the search does not hold them.
  const ids = new Set([...found.keys(), ...[String(userId ?? ''), digits].filter((id) => /^[1-9]/.test(id))]);

  return (
    <Select
      label={label}
      placeholder="Type an id"
      searchable
      leftSection={users.isFetching ? <Loader size={14} /> : <IconSearch size={16} aria-hidden />}
      data={[...ids].map((id) => ({ value: id, label: nameOf(id) }))}
      value={userId === null ? null : String(userId)}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => id && onChoose(Number(id))}
      filter={({ options }) => options}
      error={users.error ? problemOf(users.error).title : undefined}
      nothingFoundMessage="Nobody has this id"
      maxDropdownHeight={320}
      renderOption={({ option }) => {
        const user = found.get(option.value);
        return (
          <Group justify="space-between" w="100%" gap="sm" wrap="nowrap">
            <span>
              {option.label}
              {user && user.externalId !== option.value ? ` (${user.externalId})` : ''}
            </span>
            <Text size="xs" c="dimmed">
              {user
                ? `${countOf(user.ratingCount, 'rating')} · ★ ${formatDecimal(user.averageRating, 1)}`
                : 'by id'}
            </Text>
          </Group>
        );
      }}
    />
  );
}
