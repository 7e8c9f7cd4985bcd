import '@testing-library/jest-dom';
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
  scrollTo: () => undefined,
});
window.HTMLElement.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  window.localStorage.clear();
  FakeEventSource.open.clear();
});
