import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { allocateBlock, blockRows, firstRows, halvesOf, type RatingBlock } from './rating-block.js';

/** Some 4 MB of packed bytes a query. */
const ratingsPerSlice = 250_000;
/** Of a packed rating, big-endian: movie id (int32), rating (float32), microseconds since 2000 (int64). */
const packedBytes = 16;
/** What a binary COPY begins with: a signature, flags and the length of an extension. */
const copyHeaderBytes = 19;

/** From 1970 to 2000 in microseconds, as the halves of a 64-bit number. */
const epochMicros = 946_684_800_000_000;
const epochHigh = Math.floor(epochMicros / 2 ** 32);
const epochLow = epochMicros - epochHigh * 2 ** 32;

interface UserSlice {
  firstUser: number;
  lastUser: number;
}

/**
 * All ratings that the transaction of `client` sees, by user, then by film, in blocks whose memory is used again for the next.
 *
 * @param expected  how many there are, by the statistics
 * @throws when there are other than `expected`
 */
export async function* readRatings(client: ClientBase, expected: number): AsyncGenerator<RatingBlock> {
  const block = allocateBlock(Math.min(blockRows, expected));
  const halves = halvesOf(block.times);
  let filled = 0;
  let total = 0;
  const slices = await planSlices(client);
  let coming = slices.length > 0 ? copySlice(client, slices[0]) : null;
  for (let n = 0; coming; n++) {
    const bytes = await coming;
    // The server reads on while this slice is unpacked and encoded.
    coming = n + 1 < slices.length ? copySlice(client, slices[n + 1]) : null;
    coming?.catch(() => undefined);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const { user, start, end } of packedUsers(bytes)) {
      for (let at = start; at < end; at += packedBytes) {
        if (filled === block.users.length) {
          if (filled === 0) throw new Error('There are ratings, expected none by user_stats.');
          yield block;
          filled = 0;
        }
        block.users[filled] = user;
        block.movies[filled] = view.getInt32(at);
        block.ratings[filled] = view.getFloat32(at + 4);
        const low = view.getUint32(at + 12) + epochLow;
        halves[2 * filled] = low;
        halves[2 * filled + 1] = view.getInt32(at + 8) + epochHigh + (low >= 2 ** 32 ? 1 : 0);
        filled++;
        total++;
      }
    }
  }
  if (total !== expected) throw new Error(`Read ${total} ratings, expected ${expected} by user_stats.`);
  if (filled > 0) yield firstRows(block, filled);
}

/** Cuts the people into ranges of about as many ratings each. */
async function planSlices(client: ClientBase): Promise<UserSlice[]> {
  const { rows } = await client.query<[number, number]>({
    text: 'SELECT user_id, rating_count FROM user_stats ORDER BY user_id',
    rowMode: 'array',
  });
  const slices: UserSlice[] = [];
  let inSlice = ratingsPerSlice;
  for (const [user, count] of rows) {
    if (inSlice >= ratingsPerSlice) {
      slices.push({ firstUser: user, lastUser: user });
      inSlice = 0;
    }
    slices[slices.length - 1].lastUser = user;
    inSlice += count;
  }
  return slices;
}

/** A row a person rather than a row a rating: several times faster to read back. */
async function copySlice(client: ClientBase, { firstUser, lastUser }: UserSlice): Promise<Buffer> {
  const rows = client.query(
    copyTo(
      `COPY (SELECT user_id, string_agg(int4send(movie_id) || float4send(rating) || timestamptz_send(rated_at), ''
                                        ORDER BY movie_id)
             FROM ratings WHERE user_id BETWEEN ${firstUser} AND ${lastUser} GROUP BY user_id ORDER BY user_id)
       TO STDOUT WITH (FORMAT binary)`,
    ),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of rows) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Where in the bytes of a COPY the packed ratings of each person are. */
function* packedUsers(bytes: Buffer): Generator<{ user: number; start: number; end: number }> {
  let at = copyHeaderBytes;
  while (bytes.readInt16BE(at) !== -1) {
    const user = bytes.readInt32BE(at + 6);
    const start = at + 14;
    const end = start + bytes.readInt32BE(at + 10);
    yield { user, start, end };
    at = end;
  }
}
