import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { endOf } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { sanctionStream } from '../../disbursement-ids.js';
import type { SanctionData } from '../../domain/settling/sanction.events.js';
import { sanction, type SanctionCommand } from '../../domain/settling/sanction.js';
import { MoneyDesk } from '../../money-desk.js';
import { SettlingDesk } from '../../settling/settling-desk.js';

type Noticed = SanctionData<'SanctionNoticed'>;

/** What a prior notice says. */
interface NoticedSanction extends Pick<Noticed, 'caseId' | 'ground' | 'reason' | 'months' | 'surcharge'> {
  readonly settlementId?: string;
  /** Last day in Seoul for an opinion. */
  readonly opinionUntil: string;
}

type Act = Exclude<SanctionCommand, { type: 'NoticeSanction' | 'DecideSanction' }>;
type Decision = Omit<Extract<SanctionCommand, { type: 'DecideSanction' }>, 'dueBefore'>;

/**
 * Gives prior notice of a sanction (사전통지). A surcharge is for what a confirmed settlement did not accept. Refusals: CASE_NOT_FOUND,
 * SETTLEMENT_NOT_FOUND, SANCTION_UNFIT, HONEST_FAILURE_EXEMPT, OWN_APPLICATION, PERSON_NEEDED.
 */
export class NoticeSanction extends Command<Appended> {
  constructor(
    readonly asked: NoticedSanction,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Refusals: SANCTION_NOT_FOUND, SANCTION_NOT_SO, SANCTION_UNFIT, OPINION_LATE, OPINION_AWAITED, EVIDENCE_NOT_FOUND, FOUR_EYES, NOT_BENEFICIARY. */
export class UseSanction extends Command<Appended> {
  constructor(
    readonly sanctionId: string,
    readonly act: Act | Decision,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NoticeSanction)
export class NoticeSanctionHandler implements ICommandHandler<NoticeSanction> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SettlingDesk) private readonly desk: SettlingDesk,
  ) {}

  async execute({ asked, context }: NoticeSanction): Promise<Appended> {
    const { caseId, settlementId, opinionUntil, ...rest } = asked;
    const { beneficiary, programId } = await this.desk.caseOf(caseId);
    const of = settlementId === undefined ? undefined : await this.desk.settlement(settlementId);
    if (of && of.caseId !== caseId)
      throw new Refusal('not-found', 'SETTLEMENT_NOT_FOUND', 'The case has no such settlement');
    const misused = of?.confirmed ? of.confirmed.disallowed + of.confirmed.clawback : 0;
    const line = of?.confirmed?.lines[0]?.line;
    const sanctionId = context.commandId;
    return this.store.decide(
      sanctionStream(sanctionId),
      sanction,
      {
        ...{ type: 'NoticeSanction' as const, sanctionId, caseId, against: beneficiary, programId, ...rest },
        ...(settlementId && { settlementId }),
        ...(line !== undefined && { line }),
        opinionBefore: endOf(opinionUntil).toISOString(),
        honestFailure: await this.desk.honestFailure(caseId),
        mostSurcharge: misused * (of?.terms.surchargeMostTimes ?? 0),
      },
      { ...context, caseId },
    );
  }
}

/** Of a surcharge, from the decision. */
const DUE_WITHIN = { count: 30, unit: 'days' } as const;

@CommandHandler(UseSanction)
export class UseSanctionHandler implements ICommandHandler<UseSanction> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly money: MoneyDesk,
    @Inject(SettlingDesk) private readonly desk: SettlingDesk,
  ) {}

  async execute({ sanctionId, act, context }: UseSanction): Promise<Appended> {
    const { caseId } = await this.desk.sanction(sanctionId);
    let command: SanctionCommand;
    if (act.type === 'DecideSanction') {
      const of = await this.desk.caseOf(caseId);
      command = { ...act, dueBefore: await this.desk.after(DUE_WITHIN, context.now, of) };
    } else command = act;
    if (act.type === 'GiveOpinion') {
      const [unknown] = await this.money.unknownPapers(caseId, act.papers);
      if (unknown) throw new Refusal('not-found', 'EVIDENCE_NOT_FOUND', `The case has no paper ${unknown}`);
    }
    return this.store.decide(sanctionStream(sanctionId), sanction, command, context);
  }
}
