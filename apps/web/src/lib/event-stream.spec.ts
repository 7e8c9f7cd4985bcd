import { eventData } from './event-stream';

async function read(...chunks: string[]): Promise<string[]> {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of bytes) controller.enqueue(chunk);
      controller.close();
    },
  });
  const seen: string[] = [];
  for await (const data of eventData(body)) seen.push(data);
  return seen;
}

describe('eventData', () => {
  it('reads one event after another, however the bytes arrive', async () => {
    expect(await read('event: job\nid: 1\ndata: {"a":', '1}\n', '\ndata: 2\n\n')).toEqual(['{"a":1}', '2']);
  });

  it('joins the lines of one event, and takes either line end', async () => {
    expect(await read('data: a\r\ndata: b\r\n\r\n')).toEqual(['a\nb']);
  });

  it('passes over comments and what the stream broke off', async () => {
    expect(await read(': still here\n\n', 'data: whole\n\ndata: half')).toEqual(['whole']);
  });
});
