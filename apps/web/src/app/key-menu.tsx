import { ActionIcon, Menu } from '@mantine/core';
import { IconKey, IconKeyOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { forgetKey, useAccess } from '../lib/access-key';

/** What can be done with the key that this browser keeps; nothing where it keeps none. */
export function KeyMenu() {
  const cache = useQueryClient();
  const { key, asking } = useAccess();
  if (key === null || asking) return null;
  const forget = () => {
    forgetKey();
    cache.clear();
  };
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label="Access key">
          <IconKey size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKeyOff size={16} aria-hidden />} onClick={forget}>
          Forget the access key
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
