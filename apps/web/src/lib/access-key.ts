import { useSyncExternalStore } from 'react';

/** The header by which the API knows who may do what. */
export const keyHeader = 'X-API-Key';
const name = 'marquee.key';
const listeners = new Set<() => void>();
let asking = false;

/** The key that every call carries: of this visit, or remembered by this browser; null for none. */
export function accessKey(): string | null {
  return window.sessionStorage.getItem(name) ?? window.localStorage.getItem(name);
}

/** @param remember keeps it beyond this visit, in this browser */
export function keepKey(key: string, { remember }: { remember: boolean }): void {
  clear();
  (remember ? window.localStorage : window.sessionStorage).setItem(name, key);
  setAsking(false);
}

/** Forgets the key and asks for one again. */
export function forgetKey(): void {
  clear();
  setAsking(true);
}

/**
 * Tells that the API refused `used`, a key or none. A refusal of another key than the one that is kept now is old news.
 */
export function refuseKey(used: string | null): void {
  if (used === accessKey()) setAsking(true);
}

export function stopAsking(): void {
  setAsking(false);
}

/** Whether a key is kept, and whether the API asks for one, or for another. */
export function useAccess(): { key: string | null; asking: boolean } {
  const key = useSyncExternalStore(subscribe, accessKey);
  return { key, asking: useSyncExternalStore(subscribe, () => asking) };
}

function clear(): void {
  for (const storage of [window.sessionStorage, window.localStorage]) storage.removeItem(name);
}

function setAsking(now: boolean): void {
  asking = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
