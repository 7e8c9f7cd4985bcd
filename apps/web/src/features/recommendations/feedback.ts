import { answerOf, api } from '../../lib/api-client';

/** What somebody did with a film of a list. */
export interface Deed {
  type: 'impression' | 'click' | 'not-interested';
  movieId: number;
  recommendationId: string;
}

const sendAfterMs = 2_000;
const mostAtOnce = 500;
const mostRemembered = 5_000;

/** Told before: the same is not sent twice from one page. */
const told = new Set<string>();
let waiting: Deed[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;

/** Tells the API what a person did with a list, some deeds at a time; what cannot be told is let go. */
export function tellDeed(deed: Deed): void {
  const key = `${deed.recommendationId}/${deed.movieId}/${deed.type}`;
  if (told.has(key)) return;
  if (told.size >= mostRemembered) told.clear();
  told.add(key);
  waiting.push(deed);
  timer ??= setTimeout(() => void sendDeeds(), sendAfterMs);
}

/** Sends what waits; also as the page is left. */
export async function sendDeeds(): Promise<void> {
  if (timer) clearTimeout(timer);
  timer = null;
  const at = new Date().toISOString();
  const events = waiting.slice(0, mostAtOnce).map((deed) => ({ ...deed, at }));
  waiting = waiting.slice(mostAtOnce);
  if (events.length === 0) return;
  // Nobody waits for it, and a list is no worse for want of its count.
  await answerOf(api.POST('/api/v1/feedback', { body: { events }, keepalive: true })).catch(() => undefined);
  if (waiting.length > 0) timer ??= setTimeout(() => void sendDeeds(), 0);
}

window.addEventListener('pagehide', () => void sendDeeds());
