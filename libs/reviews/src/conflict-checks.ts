import { Injectable } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';

/** Whose relation to which case is asked about. */
export interface ConflictAsk {
  readonly personId: string;
  readonly caseId: string;
  readonly applicationId: string;
  readonly applicant: { readonly personId: string; readonly organisationId?: string };
}

/** Answers a ground of a conflict of interest (제척 사유), or nothing. */
export type ConflictCheck = (ask: ConflictAsk) => Promise<string | undefined>;

/**
 * What keeps a person from a case. Contexts that know relations register a check; nobody sees or does a task of a case that one of them speaks
 * against.
 */
@Injectable()
export class ConflictChecks {
  private readonly checks = new Map<string, ConflictCheck>();

  /** Throws when a context registers twice. */
  register(context: string, check: ConflictCheck): void {
    if (this.checks.has(context)) throw new Error(`Conflict checks of ${context} are registered twice`);
    this.checks.set(context, check);
  }

  async groundOf(ask: ConflictAsk): Promise<string | undefined> {
    if (ask.personId === ask.applicant.personId) return 'self';
    for (const check of this.checks.values()) {
      const ground = await check(ask);
      if (ground !== undefined) return ground;
    }
    return undefined;
  }

  /** Refusal: CONFLICT_OF_INTEREST. */
  async refuse(ask: ConflictAsk): Promise<void> {
    const ground = await this.groundOf(ask);
    if (ground === undefined) return;
    throw new Refusal(
      'forbidden',
      'CONFLICT_OF_INTEREST',
      'A conflict of interest keeps this person from the case',
    );
  }
}
