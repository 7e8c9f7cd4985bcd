import type { AlertSeverity } from '../../events.js';

export interface WebhookSettings {
  /** http or https; sent to as it is, redirects are not followed. */
  url: string;
}

export interface EmailSettings {
  host: string;
  port: number;
  /** TLS from the first byte (port 465); else STARTTLS where the server offers it. */
  secure: boolean;
  user: string | null;
  from: string;
  to: string[];
}

interface ChannelBase {
  id: string;
  name: string;
  minSeverity: AlertSeverity;
  /** Keys of alerts that go here, with `*`. */
  keys: string[];
  /** Also told when an alert is over. */
  onResolved: boolean;
  enabled: boolean;
  /** The signing key of a webhook, the password of a mail server. Never answered back. */
  secret: string | null;
}

export type Channel = ChannelBase &
  ({ type: 'webhook'; settings: WebhookSettings } | { type: 'email'; settings: EmailSettings });

export type ChannelType = Channel['type'];

/** What came of one attempt to send. */
export interface SendOutcome {
  ok: boolean;
  /** Of HTTP; null where there was no answer, or it is no HTTP. */
  statusCode: number | null;
  error: string | null;
  /** Whether another attempt may succeed. */
  mayRetry: boolean;
}
