import type { MouseEvent } from 'react';
import { accessKey, keyHeader } from './access-key';

/**
 * Opens a page of the API in a new tab where a key is needed: a plain link cannot carry one. Without a key the link
 * does what links do.
 */
export function openWithKey(event: MouseEvent<HTMLAnchorElement>): void {
  const key = accessKey();
  if (key === null) return;
  event.preventDefault();
  const tab = window.open('', '_blank');
  const request = new Request(event.currentTarget.href, {
    headers: { [keyHeader]: key, accept: 'text/html' },
  });
  void fetch(request)
    .then((response) => response.blob())
    .then((page) => tab?.location.replace(URL.createObjectURL(page)))
    .catch(() => tab?.close());
}
