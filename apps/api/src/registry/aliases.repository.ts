import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ownModel, type AliasMove, type Decider, type MoveKind, type MoveRequest } from './model-version.js';
import {
  AliasMovedError,
  ModelVersionNotFoundError,
  ModelVersionNotServableError,
} from './registry.errors.js';

interface MoveRow {
  id: string;
  alias: string;
  from_version: number | null;
  to_version: number | null;
  kind: MoveKind;
  reason: string;
  decided_by: Decider;
  actor: string | null;
  numbers: Record<string, unknown>;
  decision_id: string | null;
  moved_at: Date;
}

export interface RecordedMove extends AliasMove {
  id: number;
}

const selectMoves = `
  SELECT id, alias, from_version, to_version, kind, reason, decided_by, actor, numbers, decision_id, moved_at
  FROM model_alias_moves`;

function toMove(row: MoveRow): RecordedMove {
  return {
    id: Number(row.id),
    alias: row.alias,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    kind: row.kind,
    reason: row.reason,
    decidedBy: row.decided_by,
    actor: row.actor,
    numbers: row.numbers,
    decisionId: row.decision_id,
    movedAt: row.moved_at.toISOString(),
  };
}

function withoutId(row: MoveRow): AliasMove {
  const { id: _, ...move } = toMove(row);
  return move;
}

/** Who has which alias, and the record of every move. Callers hold the lock of the model (`lockModel`) to write. */
@Injectable()
export class AliasesRepository {
  constructor(private readonly dataSource: DataSource) {}

  async versionOf(
    modelName: string,
    alias: string,
    manager: EntityManager | DataSource = this.dataSource,
  ): Promise<number | null> {
    const rows = await manager.query<{ version: number }[]>(
      'SELECT version FROM model_aliases WHERE model_name = $1 AND alias = $2',
      [modelName, alias],
    );
    return rows[0]?.version ?? null;
  }

  async ofVersion(manager: EntityManager, modelName: string, version: number): Promise<string[]> {
    const rows = await manager.query<{ alias: string }[]>(
      'SELECT alias FROM model_aliases WHERE model_name = $1 AND version = $2 ORDER BY alias',
      [modelName, version],
    );
    return rows.map(({ alias }) => alias);
  }

  /**
   * Points an alias at a version and writes why. Where it is with that version already, nothing is written.
   *
   * @returns the version that had the alias before
   * @throws AliasMovedError, ModelVersionNotFoundError, ModelVersionNotServableError
   */
  async move(
    manager: EntityManager,
    request: MoveRequest & { kind?: MoveKind; decisionId?: string | null },
  ): Promise<number | null> {
    const { modelName = ownModel, alias, toVersion } = request;
    const fromVersion = await this.versionOf(modelName, alias, manager);
    if (request.expectedFrom !== undefined && request.expectedFrom !== fromVersion) {
      throw new AliasMovedError(alias, request.expectedFrom, fromVersion);
    }
    await this.checkTarget(manager, modelName, toVersion);
    if (fromVersion === toVersion) return fromVersion;
    await manager.query(
      `INSERT INTO model_aliases (model_name, alias, version) VALUES ($1, $2, $3)
       ON CONFLICT (model_name, alias) DO UPDATE SET version = excluded.version, moved_at = clock_timestamp()`,
      [modelName, alias, toVersion],
    );
    await this.record(manager, modelName, { kind: 'move', ...request, fromVersion });
    return fromVersion;
  }

  /** Takes an alias away and writes why. @returns the version that had it, null where none did */
  async release(
    manager: EntityManager,
    request: Omit<MoveRequest, 'toVersion' | 'expectedFrom'>,
  ): Promise<number | null> {
    const { modelName = ownModel, alias } = request;
    const fromVersion = await this.versionOf(modelName, alias, manager);
    if (fromVersion === null) return null;
    await manager.query('DELETE FROM model_aliases WHERE model_name = $1 AND alias = $2', [modelName, alias]);
    await this.record(manager, modelName, { ...request, kind: 'release', fromVersion, toVersion: null });
    return fromVersion;
  }

  /** Newest first. @param belowId  of the last one seen */
  async history(
    modelName: string,
    alias: string,
    limit: number,
    belowId: number | null = null,
    manager: EntityManager | DataSource = this.dataSource,
  ): Promise<RecordedMove[]> {
    const rows = await manager.query<MoveRow[]>(
      `${selectMoves} WHERE model_name = $1 AND alias = $2 AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
      [modelName, alias, belowId, limit],
    );
    return rows.map(toMove);
  }

  /** The last move of an alias at or before a moment, to the millisecond that `movedAt` tells. */
  async lastMoveUntil(modelName: string, alias: string, until: Date): Promise<AliasMove | null> {
    const rows = await this.dataSource.query<MoveRow[]>(
      `${selectMoves} WHERE model_name = $1 AND alias = $2 AND date_trunc('milliseconds', moved_at) <= $3 ORDER BY id DESC LIMIT 1`,
      [modelName, alias, until],
    );
    return rows[0] ? withoutId(rows[0]) : null;
  }

  /** The last move of an alias to a version at or before a moment. */
  async lastMoveTo(
    modelName: string,
    alias: string,
    version: number,
    until: Date,
  ): Promise<AliasMove | null> {
    const rows = await this.dataSource.query<MoveRow[]>(
      `${selectMoves} WHERE model_name = $1 AND alias = $2 AND to_version = $3 AND date_trunc('milliseconds', moved_at) <= $4
       ORDER BY id DESC LIMIT 1`,
      [modelName, alias, version, until],
    );
    return rows[0] ? withoutId(rows[0]) : null;
  }

  /** Moves of all aliases to a version, newest first. */
  async movesTo(modelName: string, version: number, limit: number): Promise<AliasMove[]> {
    const rows = await this.dataSource.query<MoveRow[]>(
      `${selectMoves} WHERE model_name = $1 AND to_version = $2 ORDER BY id DESC LIMIT $3`,
      [modelName, version, limit],
    );
    return rows.map(withoutId);
  }

  private async checkTarget(manager: EntityManager, modelName: string, version: number): Promise<void> {
    const rows = await manager.query<{ artifact_uri: string | null }[]>(
      'SELECT artifact_uri FROM model_versions WHERE model_name = $1 AND version = $2 AND deleted_at IS NULL',
      [modelName, version],
    );
    if (rows.length === 0)
      throw new ModelVersionNotFoundError(version, modelName === ownModel ? undefined : modelName);
    if (modelName === ownModel && rows[0].artifact_uri === null) {
      throw new ModelVersionNotServableError(version);
    }
  }

  /** The clock is read after the lock was had, so that later moves have later times. */
  private async record(
    manager: EntityManager,
    modelName: string,
    move: Omit<AliasMove, 'movedAt' | 'actor' | 'decisionId'> & {
      actor?: string | null;
      decisionId?: string | null;
    },
  ): Promise<void> {
    await manager.query(
      `INSERT INTO model_alias_moves
         (model_name, alias, from_version, to_version, kind, reason, decided_by, actor, numbers, decision_id, moved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())`,
      [
        modelName,
        move.alias,
        move.fromVersion,
        move.toVersion,
        move.kind,
        move.reason,
        move.decidedBy,
        move.actor ?? null,
        JSON.stringify(move.numbers),
        move.decisionId ?? null,
      ],
    );
  }
}
