import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';

/** Which arm of a running experiment somebody is on, and the alias whose model answers there. */
export interface Assignment {
  readonly experimentId: string;
  readonly arm: string;
  readonly alias: string;
  /** The version that answers there; null: the one that has the alias. */
  readonly version: number | null;
}

export type AssignArm = (unit: string) => Assignment | null;

/** Where whoever runs experiments says who is on which arm; nobody is on any until then. */
@Injectable()
export class ArmAssignments {
  private assign: AssignArm = () => null;

  use(assign: AssignArm): void {
    this.assign = assign;
  }

  /** null: no experiment runs, or this one is outside of it. */
  of(unit: string | null): Assignment | null {
    return unit === null ? null : this.assign(unit);
  }
}

/** By what experiments tell people apart; an anonymous caller's key is kept as a hash only. null: nothing to tell by. */
export function unitOf(userId: number | null, callerKey: string | null): string | null {
  if (userId !== null) return `u:${userId}`;
  if (callerKey === null) return null;
  return `k:${createHash('sha256').update(callerKey).digest('hex').slice(0, 32)}`;
}
