import { once } from 'node:events';
import type { CopyStreamQuery } from 'pg-copy-streams';

const rowBytes = 38;
const initialRows = 16_384;
/** Seconds from 1970, where Unix begins, to 2000, where PostgreSQL's timestamps do. */
const postgresEpochSeconds = 946_684_800;
const twoTo32 = 2 ** 32;

/** PGCOPY signature, no flags, no extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const trailer = Buffer.from([0xff, 0xff]);

/**
 * Rows of (user_id int4, movie_id int4, rating float4, rated_at timestamptz) in PostgreSQL's binary COPY format:
 * a count of fields, then each field after its length, big-endian.
 */
export class RatingRows {
  private bytes = Buffer.allocUnsafe(rowBytes * initialRows);
  private view = viewOf(this.bytes);
  private used = 0;

  /** @param timestamp  seconds since 1970, kept to the microsecond */
  add(userId: number, movieId: number, rating: number, timestamp: number): void {
    if (this.used + rowBytes > this.bytes.length) this.grow();
    const { view, used: at } = this;
    const micros = Math.round((timestamp - postgresEpochSeconds) * 1e6);
    const high = Math.floor(micros / twoTo32);
    view.setInt16(at, 4);
    view.setInt32(at + 2, 4);
    view.setInt32(at + 6, userId);
    view.setInt32(at + 10, 4);
    view.setInt32(at + 14, movieId);
    view.setInt32(at + 18, 4);
    view.setFloat32(at + 22, rating);
    view.setInt32(at + 26, 8);
    view.setInt32(at + 30, high);
    view.setUint32(at + 34, micros - high * twoTo32);
    this.used = at + rowBytes;
  }

  /** Bytes of the rows since the last `take`. */
  get size(): number {
    return this.used;
  }

  /** The rows since the last call; they are the caller's from now on. */
  take(): Buffer {
    const rows = this.bytes.subarray(0, this.used);
    this.bytes = Buffer.allocUnsafe(this.bytes.length);
    this.view = viewOf(this.bytes);
    this.used = 0;
    return rows;
  }

  private grow(): void {
    const larger = Buffer.allocUnsafe(this.bytes.length * 2);
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Sends rows to a running COPY, no faster than the server takes them. */
export class RatingCopy {
  readonly rows = new RatingRows();
  private fault: Error | null = null;

  constructor(private readonly stream: CopyStreamQuery) {
    stream.on('error', (error) => (this.fault = error));
    stream.write(header);
  }

  /** Hands over what `rows` holds. @throws what the server objects to */
  async flush(): Promise<void> {
    await this.send(this.rows.take());
  }

  async finish(): Promise<void> {
    await this.send(Buffer.concat([this.rows.take(), trailer]));
    if (this.fault) throw this.fault;
    const finished = once(this.stream, 'finish');
    this.stream.end();
    await finished;
  }

  /** Breaks the COPY off; the transaction is lost with it. */
  async abort(reason: Error): Promise<void> {
    if (this.stream.closed) return;
    const closed = new Promise<void>((done) => this.stream.once('close', () => done()));
    this.stream.destroy(reason);
    await closed;
  }

  private async send(bytes: Buffer): Promise<void> {
    if (this.fault) throw this.fault;
    if (bytes.length > 0 && !this.stream.write(bytes)) await once(this.stream, 'drain');
  }
}
