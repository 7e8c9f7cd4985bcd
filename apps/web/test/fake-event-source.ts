/** Server-sent events that a test sends by hand: `FakeEventSource.send('/api/v1/jobs/7/events', job)`. */
export class FakeEventSource extends EventTarget {
  static readonly open = new Map<string, FakeEventSource>();
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.open.set(url, this);
  }

  close() {
    if (FakeEventSource.open.get(this.url) === this) FakeEventSource.open.delete(this.url);
  }

  static send(url: string, body: unknown) {
    const source = FakeEventSource.open.get(url);
    if (!source)
      throw new Error(`Nobody listens to ${url}; open are ${[...FakeEventSource.open.keys()].join(', ')}`);
    source.dispatchEvent(new MessageEvent('job', { data: JSON.stringify(body) }));
  }
}
