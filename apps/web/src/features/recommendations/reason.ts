import type { Recommendation } from '../../lib/api-types';
import { readableTitle } from '../../lib/format';

/** Why a film is in the list, in one line: the rating that weighs most where there is one, else the API's reason. */
export function reasonOf({ because, reason }: Pick<Recommendation, 'because' | 'reason'>): string {
  const [strongest] = because;
  return strongest ? `Because you rated ${readableTitle(strongest.title)} ${strongest.rating}` : reason;
}
