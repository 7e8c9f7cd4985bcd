import type { LifecycleView } from '../../tracking/index.js';
import type { Fields } from './fields.js';

const numbers = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 } as const;
const views: Record<keyof typeof numbers, LifecycleView> = {
  ACTIVE_ONLY: 'active',
  DELETED_ONLY: 'deleted',
  ALL: 'all',
};

/** Whether a list shows what is deleted; active only, unless the field says otherwise. */
export function viewOf(fields: Fields, name: string): LifecycleView {
  return views[fields.choice(name, numbers) ?? 'ACTIVE_ONLY'];
}
