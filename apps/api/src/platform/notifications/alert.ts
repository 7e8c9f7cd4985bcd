import type { AlertSeverity } from '../../events.js';

export const severities = ['info', 'warning', 'critical'] as const satisfies readonly AlertSeverity[];

/** Something that a person should know of, from when it was first met until it is over. */
export interface Alert {
  id: string;
  key: string;
  severity: AlertSeverity;
  title: string;
  detail: string;
  link: string | null;
  /** How often it was raised while it was open. */
  occurrences: number;
  openedAt: string;
  updatedAt: string;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
}

export type DeliveryEvent = 'opened' | 'escalated' | 'resolved' | 'test';

/** What a channel is sent: the body of a webhook, and what an e-mail is written from. */
export interface AlertMessage {
  event: DeliveryEvent;
  alert: Pick<Alert, 'key' | 'severity' | 'title' | 'detail' | 'link' | 'openedAt' | 'resolvedAt'>;
  sentBy: 'marquee';
}

/**
 * Whether an alert's key fits one of a channel's patterns; `*` stands for any text.
 *
 * @param patterns  such as `job-failed:*`
 */
export function keyFits(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(key);
  });
}

export const isAtLeast = (severity: AlertSeverity, least: AlertSeverity): boolean =>
  severities.indexOf(severity) >= severities.indexOf(least);
