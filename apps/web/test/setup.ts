import '@testing-library/jest-dom';
import { notifications } from '@mantine/notifications';
import { configure } from '@testing-library/react';
import { FakeEventSource } from './fake-event-source';

configure({ asyncUtilTimeout: 4000 });

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
  EventSource: FakeEventSource,
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
  FakeEventSource.open.clear();
  notifications.clean();
});
