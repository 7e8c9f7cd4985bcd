import { version } from '../version.js';
import type { AlertMessage } from './alert.js';
import type { Channel, SendOutcome } from './channel.js';
import { post } from './post-json.js';
import { InternalAddressError } from './public-address.js';
import { webhookSignature } from './webhook-signature.js';

const timeoutMs = 10_000;
const shownOfAnAnswer = 300;

/** Statuses that a repetition may mend: busy, late, or a fault of the server. */
const mayPass = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/**
 * Posts a message as JSON, signed. Redirects are not followed: a message goes to the address that an administrator has set
 * and nowhere else.
 *
 * @param id            of the delivery
 * @param allowPrivate  whether it may go to this machine and to internal networks
 */
export async function sendWebhook(
  { settings, secret }: Extract<Channel, { type: 'webhook' }>,
  id: string,
  message: AlertMessage,
  allowPrivate: boolean,
): Promise<SendOutcome> {
  const body = JSON.stringify(message);
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const { status, text } = await post(settings.url, {
      headers: {
        'content-type': 'application/json',
        'user-agent': `marquee/${version}`,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        ...(secret === null ? {} : { 'webhook-signature': webhookSignature(secret, id, timestamp, body) }),
      },
      body,
      timeoutMs,
      mostBytes: shownOfAnAnswer,
      allowPrivate,
    });
    const ok = status >= 200 && status < 300;
    return {
      ok,
      statusCode: status,
      error: ok ? null : `answered ${status}${text ? `: ${text}` : ''}`,
      mayRetry: mayPass(status),
    };
  } catch (error) {
    return {
      ok: false,
      statusCode: null,
      error: reasonOf(error),
      mayRetry: !(error instanceof InternalAddressError),
    };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
