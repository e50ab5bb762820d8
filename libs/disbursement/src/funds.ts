import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetAgreement } from '@doyak/agreements';
import { Refusal } from '@doyak/kernel/decider';
import { Programs } from '@doyak/programs';

/** What an agreement promises, and from where it is paid. */
export interface AgreedFunds {
  readonly programId: string;
  readonly line: string;
  readonly caseId: string;
  readonly agreementId: string;
  readonly roundId: string;
  /** The document in force, and the KRW it names. */
  readonly number: number;
  readonly total: number;
}

/** What commands about money look up before they are decided. */
@Injectable()
export class Funds {
  constructor(
    @Inject(Programs) private readonly programs: Programs,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** KRW that a version of the program names for a line. Refusals: PROGRAM_NOT_FOUND, BUDGET_LINE_NOT_FOUND. */
  async budget(programId: string, version: number, line: string): Promise<number> {
    const { budget } = await this.programs.definition(programId, version);
    const found = budget.lines.find(({ id }) => id === line);
    if (!found) throw new Refusal('not-found', 'BUDGET_LINE_NOT_FOUND', `The program has no line ${line}`);
    return found.amount;
  }

  /** Refusals: ROUND_NOT_FOUND, ROUND_NOT_OF_PROGRAM, BUDGET_LINE_NOT_FOUND. */
  async refuseForeignRound(programId: string, line: string, roundId: string): Promise<void> {
    const round = await this.programs.round(roundId);
    if (round.programId !== programId)
      throw new Refusal('rule', 'ROUND_NOT_OF_PROGRAM', `The round is one of ${round.programId}`);
    await this.budget(programId, round.programVersion, line);
  }

  /**
   * What the document in force promises; `undefined` where the track pays nothing or nothing is promised. Refusals: AGREEMENT_NOT_FOUND,
   * AGREEMENT_NOT_IN_FORCE.
   */
  async agreed(agreementId: string): Promise<AgreedFunds | undefined> {
    const found = await this.queries.execute(new GetAgreement(agreementId));
    if (!found) throw new Refusal('not-found', 'AGREEMENT_NOT_FOUND', 'There is no such agreement');
    const { status, offers, caseId, roundId, programId } = found.state;
    if (status !== 'IN_FORCE' && status !== 'SUSPENDED')
      throw new Refusal('conflict', 'AGREEMENT_NOT_IN_FORCE', `The agreement is ${status.toLowerCase()}`);
    const document = offers.find((offer) => offer.status === 'concluded')?.document;
    const line = await this.lineOf(found.state);
    if (!line || !document || document.amount === 0) return undefined;
    const place = { programId, line, caseId, agreementId, roundId };
    return { ...place, number: document.number, total: document.amount };
  }

  /** The budget line that a track pays from; none where it pays nothing. */
  async lineOf(of: {
    readonly programId: string;
    readonly programVersion: number;
    readonly track: string;
  }): Promise<string | undefined> {
    const { stages } = await this.programs.track(of.programId, of.programVersion, of.track);
    const paid = stages.find(({ kind }) => kind === 'disbursement');
    return (paid?.config as { readonly budgetLine: string } | undefined)?.budgetLine;
  }
}
