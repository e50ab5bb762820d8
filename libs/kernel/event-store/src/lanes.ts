/**
 * One after another, per key, within this process: commands on one stream queue up here instead of conflicting in PostgreSQL. Other
 * processes are kept apart by the expected version.
 */
export class Lanes {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(key);
    const mine = before ? before.then(work, work) : work();
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
