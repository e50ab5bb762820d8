import { Injectable } from '@nestjs/common';
import { Wake } from './wake.js';

/** What happens to the log in this process, for those who would otherwise learn it at their next poll. */
@Injectable()
export class LogSignals {
  /** An append has committed: the sequencer has work. */
  readonly appended = new Wake();
  /** The log has grown: followers have work. */
  readonly sequenced = new Wake();
  /** A follower has moved its checkpoint. */
  readonly followed = new Wake();
}
