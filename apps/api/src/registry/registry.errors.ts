import { DomainError } from '../platform/http/domain-error.js';

export class RegisteredModelNotFoundError extends DomainError {
  readonly code = 'registered-model-not-found';
  constructor(name: string) {
    super(`There is no registered model "${name}".`);
  }
}

export class RegisteredModelExistsError extends DomainError {
  readonly code = 'registered-model-exists';
  constructor(name: string) {
    super(`There is a registered model "${name}" already.`);
  }
}

/** Marquee's own model keeps its name. */
export class OwnModelError extends DomainError {
  readonly code = 'own-model';
  constructor(name: string) {
    super(`"${name}" is what Marquee trains and serves: it can be neither renamed nor deleted.`);
  }
}

export class ModelVersionNotFoundError extends DomainError {
  readonly code = 'model-version-not-found';
  constructor(version: number, modelName?: string) {
    super(`There is no ${modelName === undefined ? 'model ' : ''}version ${version}${of(modelName)}.`);
  }
}

export class ModelVersionExistsError extends DomainError {
  readonly code = 'model-version-exists';
  constructor(runId: string, modelName: string) {
    super(`The run ${runId} is a version of "${modelName}" already.`);
  }
}

export class ModelVersionServesError extends DomainError {
  readonly code = 'model-version-serves';
  constructor(version: number) {
    super(`Version ${version} serves. Move the alias champion to another version first.`);
  }
}

export class ModelVersionNotServableError extends DomainError {
  readonly code = 'model-version-not-servable';
  constructor(version: number) {
    super(`Version ${version} was not trained by Marquee: it has no model file that could be served.`);
  }
}

/** A version whose files cannot be loaded, or that gives no usable estimates. */
export class ModelVersionUnreadableError extends DomainError {
  readonly code = 'model-version-unreadable';
  constructor(
    version: number,
    override readonly cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Version ${version} cannot serve, so no alias was moved to it: ${reason}`);
  }
}

export class AliasNotFoundError extends DomainError {
  readonly code = 'alias-not-found';
  constructor(alias: string, modelName?: string) {
    super(`No ${modelName === undefined ? 'model ' : ''}version${of(modelName)} has the alias "${alias}".`);
  }
}

export class AliasMovedError extends DomainError {
  readonly code = 'alias-moved';
  constructor(alias: string, expected: number | null, met: number | null) {
    super(`The alias "${alias}" is with ${named(met)}, expected ${named(expected)}: somebody moved it.`);
  }
}

export class ChampionNeededError extends DomainError {
  readonly code = 'champion-needed';
  constructor() {
    super('Nothing would serve without a champion: move the alias to another version instead.');
  }
}

export class NothingToRollBackToError extends DomainError {
  readonly code = 'nothing-to-roll-back-to';
  constructor(alias: string, current: number, unreadable: readonly number[] = []) {
    const passedOver =
      unreadable.length === 0 ? '' : ` Versions that cannot be loaded: ${unreadable.join(', ')}.`;
    super(
      `No version had the alias "${alias}" before ${current} that is still there and was not rolled back from itself.${passedOver}`,
    );
  }
}

export class PromotionDecisionNotFoundError extends DomainError {
  readonly code = 'promotion-decision-not-found';
  constructor(id: string) {
    super(`There is no decision ${id} about a promotion.`);
  }
}

export class PromotionPolicyChangedError extends DomainError {
  readonly code = 'promotion-policy-changed';
  constructor() {
    super('Somebody has changed the policy since it was read. Read it again.');
  }
}

export class NoChampionError extends DomainError {
  readonly code = 'no-champion';
  constructor() {
    super('No model has been promoted yet. Start a training: POST /api/v1/training.');
  }
}

function of(modelName: string | undefined): string {
  return modelName === undefined ? '' : ` of "${modelName}"`;
}

function named(version: number | null): string {
  return version === null ? 'no version' : `version ${version}`;
}
