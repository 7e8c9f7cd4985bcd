import { version } from '../version.js';
import type { AlertMessage } from './alert.js';
import type { Channel, SendOutcome } from './channel.js';
import { webhookSignature } from './webhook-signature.js';

const timeoutMs = 10_000;
const shownOfAnAnswer = 300;

/** Statuses that a repetition may mend: busy, late, or a fault of the server. */
const mayPass = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/**
 * Posts a message as JSON, signed. Redirects are not followed: a message goes to the address that an administrator has set
 * and nowhere else.
 *
 * @param id  of the delivery
 */
export async function sendWebhook(
  { settings, secret }: Extract<Channel, { type: 'webhook' }>,
  id: string,
  message: AlertMessage,
): Promise<SendOutcome> {
  const body = JSON.stringify(message);
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const response = await fetch(settings.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': `marquee/${version}`,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        ...(secret === null ? {} : { 'webhook-signature': webhookSignature(secret, id, timestamp, body) }),
      },
      body,
    });
    const { status, ok } = response;
    const answer = ok ? '' : await beginningOf(response);
    await response.body?.cancel().catch(() => undefined);
    return {
      ok,
      statusCode: status,
      error: ok ? null : `answered ${status}${answer ? `: ${answer}` : ''}`,
      mayRetry: mayPass(status),
    };
  } catch (error) {
    return { ok: false, statusCode: null, error: reasonOf(error), mayRetry: true };
  }
}

/** Reads no more of an answer than is shown. */
async function beginningOf(response: Response): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const chunk = await reader?.read().catch(() => undefined);
  await reader?.cancel().catch(() => undefined);
  return chunk?.value ? new TextDecoder().decode(chunk.value.subarray(0, shownOfAnAnswer)) : '';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.message || cause?.code || error.message;
}
