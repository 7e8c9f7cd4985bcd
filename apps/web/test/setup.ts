import '@testing-library/jest-dom';
import { notifications } from '@mantine/notifications';
import { act, configure } from '@testing-library/react';
import { stopAsking } from '../src/lib/access-key';
import { fakeEventStreams } from './fake-event-streams';

configure({ asyncUtilTimeout: 20_000 });

/** What jsdom lacks and the interface asks for. */
Object.assign(window, {
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }),
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
  PointerEvent: class extends MouseEvent {},
  scrollTo: () => undefined,
});
window.HTMLElement.prototype.scrollIntoView = () => undefined;

/** jsdom lays nothing out; charts refuse to draw into nothing. */
const measured = window.HTMLElement.prototype.getBoundingClientRect;
window.HTMLElement.prototype.getBoundingClientRect = function (this: HTMLElement) {
  return this.className.includes('recharts') ? new DOMRect(0, 0, 600, 240) : measured.call(this);
};

afterEach(() => {
  window.localStorage.clear();
  window.sessionStorage.clear();
  act(() => stopAsking());
  fakeEventStreams.open.clear();
  notifications.clean();
});
