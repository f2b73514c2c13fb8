/** Lets one in at a time for each key, in the order in which they came. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** Waits for all who came before. @returns what ends the turn */
  async take(key: string): Promise<() => void> {
    const before = this.last.get(key);
    let leave!: () => void;
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const last = before ? before.then(() => mine) : mine;
    this.last.set(key, last);
    if (before) await before;
    return () => {
      leave();
      if (this.last.get(key) === last) this.last.delete(key);
    };
  }
}
