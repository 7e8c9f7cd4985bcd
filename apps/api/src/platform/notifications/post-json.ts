import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { checkLiteralAddress, publicLookup } from './public-address.js';

export interface PostAnswer {
  status: number;
  /** Its beginning. */
  text: string;
}

export interface PostOptions {
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  /** Bytes of the answer that are read. */
  mostBytes: number;
  /** Whether addresses of this machine and of internal networks may be reached. */
  allowPrivate: boolean;
}

/**
 * Posts a body and reads the beginning of the answer. Redirects are not followed.
 *
 * @throws InternalAddressError, or what the connection failed of
 */
export async function post(address: string, options: PostOptions): Promise<PostAnswer> {
  const url = new URL(address);
  if (!options.allowPrivate) checkLiteralAddress(url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...options.headers, 'content-length': Buffer.byteLength(options.body) },
        signal: AbortSignal.timeout(options.timeoutMs),
        // No connection is kept: one that was opened for another setting must not be used again.
        agent: false,
        ...(options.allowPrivate ? {} : { lookup: publicLookup }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const done = (): void => {
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString().slice(0, options.mostBytes),
          });
          response.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes >= options.mostBytes) done();
        });
        response.once('end', done).once('error', reject);
      },
    );
    sent.once('error', reject);
    sent.end(options.body);
  });
}
