import { FitCancelledError } from '../errors.js';

/** Multiply–adds between two questions: some 5 ms of work. */
const WORK_BETWEEN_CHECKS = 4_000_000;

/** Asks the caller now and then whether to stop, however the work is cut up. */
export class StopCheck {
  private workLeft = WORK_BETWEEN_CHECKS;

  /** @throws FitCancelledError at once if the caller has asked already */
  constructor(private readonly shouldStop: (() => boolean) | undefined) {
    this.ask();
  }

  /**
   * @param work  multiply–adds done since the last call, roughly
   * @throws FitCancelledError if the caller wants to stop
   */
  after(work: number): void {
    this.workLeft -= work;
    if (this.workLeft > 0) return;
    this.workLeft = WORK_BETWEEN_CHECKS;
    this.ask();
  }

  private ask(): void {
    if (this.shouldStop?.()) throw new FitCancelledError();
  }
}
