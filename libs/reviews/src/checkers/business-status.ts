import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Outbound } from '@doyak/kernel/outbound';
import { z } from 'zod';
import { CheckFault } from './checker.js';

/** Numbers that one call may ask for. */
const MOST_NUMBERS = 100;
/** Ms that a number waits for others to go with it. */
const GATHER = 20;
const TIMEOUT = 15_000;
/** A hundred lines are a tenth of it. */
const MOST_BYTES = 256 * 1_024;

const line = z.object({
  b_no: z.string(),
  /** 01 active, 02 suspended, 03 closed; empty: no such registration. */
  b_stt_cd: z.enum(['01', '02', '03', '']),
  tax_type_cd: z.string().optional(),
  /** YYYYMMDD, of a closed business. */
  end_dt: z.string().optional(),
});
const answer = z.object({ status_code: z.string(), data: z.array(line) });

/** What the register says of one business, and the bytes of its answer. */
export interface BusinessStanding {
  readonly standing: 'active' | 'suspended' | 'closed' | 'unregistered';
  readonly endedOn: string | undefined;
  readonly line: string;
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | undefined;
}

interface Asked {
  readonly number: string;
  readonly resolve: (standing: BusinessStanding) => void;
  readonly reject: (error: unknown) => void;
}

const STANDINGS = { '01': 'active', '02': 'suspended', '03': 'closed', '': 'unregistered' } as const;

/**
 * Asks the National Tax Service's register of businesses (국세청 사업자등록정보 상태조회, `POST /api/nts-businessman/v1/status`). Numbers that are asked for at
 * about the same time go in one call, up to 100 of them.
 */
@Injectable()
export class BusinessStatus {
  private waiting: Asked[] = [];

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Outbound) private readonly outbound: Outbound,
  ) {}

  /** Throws `CheckFault`. */
  ask(number: string): Promise<BusinessStanding> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ number, resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => this.flush(), GATHER);
    });
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (let at = 0; at < all.length; at += MOST_NUMBERS) void this.askFor(all.slice(at, at + MOST_NUMBERS));
  }

  private async askFor(asked: readonly Asked[]): Promise<void> {
    try {
      const known = await this.call([...new Set(asked.map(({ number }) => number))]);
      for (const { number, resolve, reject } of asked) {
        const found = known.get(number);
        if (found) resolve(found);
        else reject(new CheckFault('transient', 'REGISTER_ANSWER', 'The register left a number out'));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private async call(numbers: readonly string[]): Promise<Map<string, BusinessStanding>> {
    const { businessRegister } = this.config;
    if (!businessRegister)
      throw new CheckFault('needs-person', 'REGISTER_NOT_SET', 'No register of businesses is set');
    const url = new URL('/api/nts-businessman/v1/status', businessRegister.url);
    url.searchParams.set('serviceKey', businessRegister.key);
    url.searchParams.set('returnType', 'JSON');
    const { status, text, retryAfter } = await this.send(url, JSON.stringify({ b_no: numbers }));
    if (status === 401 || status === 403)
      throw new CheckFault('needs-person', 'REGISTER_KEY', 'The register does not take the key');
    if (status === 400 || status === 413 || status === 404)
      throw new CheckFault('permanent', 'REGISTER_REFUSES', `The register answers ${status}`);
    if (status !== 200)
      throw new CheckFault('transient', 'REGISTER_AWAY', `The register answers ${status}`, retryAfter);
    const parsed = answer.safeParse(jsonOf(text));
    if (!parsed.success || parsed.data.status_code !== 'OK')
      throw new CheckFault('transient', 'REGISTER_ANSWER', 'The register answers in another form');
    return new Map(
      parsed.data.data.map((one) => [
        one.b_no,
        { standing: STANDINGS[one.b_stt_cd], endedOn: dayOf(one.end_dt), line: JSON.stringify(one) },
      ]),
    );
  }

  private async send(url: URL, body: string): Promise<Answered> {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    try {
      const sent = await this.outbound.send(
        { method: 'POST', url: url.href, headers, body, timeoutMs: TIMEOUT },
        { answerBytes: MOST_BYTES },
      );
      const after = Number(sent.headers['retry-after']);
      const retryAfter = Number.isFinite(after) && after > 0 ? after * 1_000 : undefined;
      return { status: sent.status, text: sent.body.toString('utf8'), retryAfter };
    } catch {
      // The address holds the key: what went wrong with it is not repeated.
      throw new CheckFault('transient', 'REGISTER_AWAY', 'The register does not answer');
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function dayOf(text: string | undefined): string | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? '');
  return found ? `${found[1]}-${found[2]}-${found[3]}` : undefined;
}
