/**
 * Provisional numbers for ids of a source that are not internal numbers themselves: text, a leading zero, more than 31
 * bits. They are negative, so that no internal number can be mistaken for one; the merge of an import turns them into
 * internal numbers and keeps the text as the external id.
 */
export class ExternalIds {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  /** Returns the provisional number of `text`: -1 for the first distinct id, then -2, -3, … Ids are compared exactly. */
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = -1 - this.numbers.size;
    this.numbers.set(text, number);
    this.texts.push(text);
    return number;
  }

  /** The id of a provisional number that `numberOf` has given. */
  textOf(number: number): string | undefined {
    return this.texts[-1 - number];
  }

  get size(): number {
    return this.numbers.size;
  }

  /** Every id with its provisional number, in the order of first appearance. */
  entries(): IterableIterator<[text: string, number: number]> {
    return this.numbers.entries();
  }
}
