/** A filter or boost that is not understood. The message is for the person who wrote it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    /** 1-based place in the text, in UTF-16 units, where it was noticed; its length + 1 for its end. */
    readonly position: number,
    readonly expected: string,
    met: string,
  ) {
    super(`At character ${position}: met ${met}, expected ${expected}`);
  }
}
