import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const register = new URL('../../scripts/register-ts.mjs', import.meta.url).href;
const running = new Set<Program>();

/** A program of `programs/` in a process of its own. Signals go to it by its id; it dies with this process. */
export class Program {
  readonly lines: string[] = [];
  private stderr = '';
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    onLine: ((line: string) => void) | undefined,
  ) {
    running.add(this);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (onLine) onLine(line);
      else this.lines.push(line);
      this.wake();
    });
    child.stderr!.on(
      'data',
      (chunk: Buffer) => (this.stderr = (this.stderr + chunk.toString()).slice(-2_000)),
    );
    child.once('close', () => {
      running.delete(this);
      this.wake();
    });
  }

  static start(name: string, argument: object, onLine?: (line: string) => void): Program {
    const child = spawn(
      process.execPath,
      [
        ...['--disable-warning=ExperimentalWarning', '--import', register],
        fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url)),
        JSON.stringify(argument),
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    return new Program(child, onLine);
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The first line that starts with `word`, now or later. */
  async line(word: string, timeoutMs = 40_000): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const found = this.lines.find((line) => line.startsWith(word));
      if (found) return found;
      const left = deadline - performance.now();
      if (this.ended || left <= 0) {
        throw new Error(`The program ${this.ended ? 'ended' : 'ran on'} without "${word}": ${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  /** Resolves when the process is gone and every line it wrote has been read. */
  async kill(): Promise<void> {
    const closed = running.has(this) ? once(this.child, 'close') : undefined;
    this.child.kill('SIGKILL');
    await closed;
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const go of waiting) go();
  }
}

process.once('exit', () => {
  for (const program of running) void program.kill();
});
