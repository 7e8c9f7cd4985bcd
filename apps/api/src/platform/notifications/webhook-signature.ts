import { createHmac } from 'node:crypto';

/**
 * Signature as Standard Webhooks has it (https://www.standardwebhooks.com): receivers check it with any of its libraries.
 *
 *   v1,base64(HMAC-SHA256(key, `${id}.${timestamp}.${body}`))
 *
 * @param secret     `whsec_` and the key in base64, or any text, whose UTF-8 bytes are the key
 * @param id         of the delivery: the same in every attempt, so that a receiver can tell repetitions
 * @param timestamp  seconds since 1970; receivers refuse old ones
 */
export function webhookSignature(secret: string, id: string, timestamp: number, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
