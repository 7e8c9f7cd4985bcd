/** Server-sent events that a test sends by hand: `fakeEventStreams.send('/api/v1/jobs/7/events', job)`. */
class FakeEventStreams {
  readonly open = new Map<string, ReadableStreamDefaultController<Uint8Array>>();

  answer(path: string): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void this.open.set(path, controller),
      cancel: () => void this.open.delete(path),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  send(path: string, body: unknown) {
    const stream = this.open.get(path);
    if (!stream) throw new Error(`Nobody listens to ${path}; open are ${[...this.open.keys()].join(', ')}`);
    stream.enqueue(new TextEncoder().encode(`event: job\ndata: ${JSON.stringify(body)}\n\n`));
  }

  /** The connection breaks off. */
  break(path: string) {
    this.open.get(path)?.error(new TypeError('network error'));
    this.open.delete(path);
  }
}

export const fakeEventStreams = new FakeEventStreams();
