const directIds = 1 << 24;

/** A set of movie ids, provisional ones included, that answers in a few nanoseconds: it is asked once a rating. */
export class MovieIds {
  private flags = new Uint8Array(1 << 18);
  private readonly beyond = new Set<number>();

  add(id: number): void {
    if (id >= directIds || id < 0) {
      this.beyond.add(id);
      return;
    }
    if (id >= this.flags.length) {
      const larger = new Uint8Array(Math.min(directIds, Math.max(id + 1, this.flags.length * 2)));
      larger.set(this.flags);
      this.flags = larger;
    }
    this.flags[id] = 1;
  }

  has(id: number): boolean {
    return id >= 0 && id < this.flags.length ? this.flags[id] === 1 : this.beyond.has(id);
  }
}
