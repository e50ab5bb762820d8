import type { WaitingMessage } from './lane-rows.js';

/** Messages of one case (or of the endpoint itself), one after the other. */
export interface Line {
  readonly waiting: WaitingMessage[];
  busy: boolean;
  /** A message failed: the others wait for it. */
  blocked: boolean;
}

/** The lines of a lane, whose turns go round. It knows all that it has met: of each it must know whether it took it up at its beginning. */
export class Lines {
  /** Index of the last message that was read. */
  after = -1;
  /** Messages in memory. */
  held = 0;
  private readonly known = new Map<string, Line>();
  private readonly turns: Line[] = [];

  get idle(): boolean {
    return this.turns.length === 0;
  }

  /** Messages as they were read, in log order. */
  add(messages: readonly WaitingMessage[]): void {
    for (const message of messages) {
      this.after = message.index;
      const line = this.lineOf(message);
      if (line.blocked) continue;
      line.waiting.push(message);
      this.held += 1;
      if (!line.busy && line.waiting.length === 1) this.turns.push(line);
    }
  }

  /** The line whose turn it is. */
  next(): Line | undefined {
    return this.turns.shift();
  }

  /** The first message of a line was delivered, or the others must wait for it. */
  attempted(line: Line, delivered: boolean): void {
    line.waiting.shift();
    this.held -= 1;
    if (delivered) return;
    line.blocked = true;
    this.held -= line.waiting.length;
    line.waiting.length = 0;
  }

  /** What follows in the line gets its turn behind the other lines. */
  again(line: Line): void {
    if (line.waiting.length > 0) this.turns.push(line);
  }

  private lineOf({ line: name, failed, index }: WaitingMessage): Line {
    const known = this.known.get(name);
    if (known) return known;
    // Its time to be tried again came between two readings: what stands before this message was passed over. The next lane begins with it.
    const line = { waiting: [], busy: false, blocked: failed !== null && failed < index };
    this.known.set(name, line);
    return line;
  }
}
