import type { MouseEvent } from 'react';
import { accessKey, keyHeader } from './access-key';

/**
 * Downloads a file of the API where a key is needed: a plain link cannot carry one. Without a key the link does what
 * links do, which streams to disk.
 */
export function downloadWithKey(event: MouseEvent<HTMLAnchorElement>, name: string): void {
  const key = accessKey();
  if (key === null) return;
  event.preventDefault();
  void fetch(new Request(event.currentTarget.href, { headers: { [keyHeader]: key } }))
    .then((response) => response.blob())
    .then((content) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(content);
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    });
}
