import type { Database } from '@doyak/kernel/database';
import type { DeliverySettings } from './delivery-settings.js';
import { type MessageResult, writeResults } from './lane-rows.js';

/** Writes what attempts did, many in one transaction, soon. What is lost in a crash is sent again. */
export class ResultWriter {
  private results: MessageResult[] = [];
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failed = false;

  constructor(
    private readonly database: Database,
    private readonly endpointId: string,
    private readonly holder: string,
    private readonly settings: DeliverySettings,
    private readonly onFault: (error: unknown) => void,
  ) {}

  note(result: MessageResult): void {
    this.results.push(result);
    if (this.results.length >= this.settings.flushCount) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), this.settings.flushAfter);
  }

  /** Resolves when all that was noted before has been written, or cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    do {
      this.writing ??= this.writeAll().finally(() => {
        this.writing = undefined;
      });
      await this.writing;
    } while (this.results.length > 0 && !this.failed);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.results.length > 0 && !this.failed) {
        const some = this.results.splice(0, this.settings.flushCount);
        await writeResults(this.database, this.endpointId, this.holder, some);
      }
    } catch (error) {
      this.failed = true;
      this.onFault(error);
    }
  }
}
