import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from './messages.js';

/** Ms until a process must have answered, and until one that was told to stop must have ended. */
const ANSWER_BOUND = 180_000;
const STOP_BOUND = 20_000;

/** A process of the demo, as the demo sees it: of its server, or a partner's. `Start` is what it is told first. */
export class DemoChild<Start> {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  /** `log`: descriptor of the file that takes what it prints. Its environment is empty: nothing of the machine's settings leaks in. */
  constructor(module: URL, log: number) {
    this.child = fork(fileURLToPath(module), [], {
      stdio: ['ignore', log, log, 'ipc'],
      env: {},
    });
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  /** Its URL, once it takes requests; undefined of one that takes none. */
  async start(start: Start): Promise<string | undefined> {
    const answer = await this.ask({ start });
    return 'ready' in answer ? answer.ready.url : undefined;
  }

  async moveTo(instant: Date): Promise<void> {
    await this.ask({ moveTo: instant.toISOString() });
  }

  /** Asks it to end, and kills it by its id when it does not. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.send('stop' satisfies ToChild<Start>);
    await Promise.race([this.ended, delay(STOP_BOUND, undefined, { ref: false })]);
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.ended;
    }
  }

  /** One question at a time. */
  private ask(question: ToChild<Start>): Promise<FromChild> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        this.child.off('message', heard).off('exit', gone);
        done();
      };
      const heard = (message: FromChild) =>
        settle(() => ('failed' in message ? reject(new Error(message.failed)) : resolve(message)));
      const gone = () => settle(() => reject(new Error('A process of the demo ended')));
      const timer = setTimeout(
        () => settle(() => reject(new Error('A process of the demo does not answer'))),
        ANSWER_BOUND,
      );
      this.child.on('message', heard).once('exit', gone);
      this.child.send(question, (error) => error && settle(() => reject(error)));
    });
  }
}
