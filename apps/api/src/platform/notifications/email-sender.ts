import nodemailer from 'nodemailer';
import type { AlertMessage } from './alert.js';
import type { Channel, SendOutcome } from './channel.js';

const timeoutMs = 10_000;

const states = { opened: '', escalated: 'now ', resolved: 'over: ', test: 'test: ' } as const;

/** Sends a message as plain text by SMTP. */
export async function sendEmail(
  { settings, secret }: Extract<Channel, { type: 'email' }>,
  id: string,
  message: AlertMessage,
): Promise<SendOutcome> {
  const { host, port, secure, user, from, to } = settings;
  const transport = nodemailer.createTransport({
    host,
    port,
    secure,
    auth: user === null ? undefined : { user, pass: secret ?? '' },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // What an alert says is text: no file or address in it is ever read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to, ...textOf(message), messageId: `<${id}@marquee>` });
    return { ok: true, statusCode: null, error: null, mayRetry: false };
  } catch (error) {
    const { responseCode, message: reason } = error as Error & { responseCode?: number };
    // 5xx of SMTP is final by its definition; a wrong password does not mend itself either.
    return {
      ok: false,
      statusCode: responseCode ?? null,
      error: reason,
      mayRetry: (responseCode ?? 400) < 500,
    };
  } finally {
    transport.close();
  }
}

/** Subject and text of a message. */
export function textOf({ event, alert }: AlertMessage): { subject: string; text: string } {
  const label =
    event === 'resolved' || event === 'test' ? states[event] : `${states[event]}${alert.severity}: `;
  const lines = [
    alert.title,
    '',
    alert.detail,
    '',
    `Since ${alert.openedAt}${alert.resolvedAt ? `, over since ${alert.resolvedAt}` : ''}.`,
    ...(alert.link ? [`More: ${alert.link} in the dashboard.`] : []),
    `Key: ${alert.key}`,
  ];
  return { subject: `[Marquee] ${label}${alert.title}`.replaceAll(/[\r\n]+/g, ' '), text: lines.join('\n') };
}
