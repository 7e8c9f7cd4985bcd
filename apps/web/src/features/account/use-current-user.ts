import { useLocalStorage } from '@mantine/hooks';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

const positiveInteger = (text: string | null) => (text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null);

/**
 * Who is watching: `?user=` where the address says so, otherwise whoever this browser saw last.
 * Choosing someone writes both, so a link can be shared and a visit resumed.
 */
export function useCurrentUser() {
  const [search, setSearch] = useSearchParams();
  const [remembered, remember] = useLocalStorage<string>({
    key: 'marquee.user',
    defaultValue: '',
    getInitialValueInEffect: false,
  });
  const userId = positiveInteger(search.get('user')) ?? positiveInteger(remembered);

  const chooseUser = useCallback(
    (id: number | null) => {
      remember(id === null ? '' : String(id));
      setSearch((params) => {
        const next = new URLSearchParams(params);
        next.delete('genres');
        if (id === null) next.delete('user');
        else next.set('user', String(id));
        return next;
      });
    },
    [remember, setSearch],
  );
  return { userId, chooseUser };
}
