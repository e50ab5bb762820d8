import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import type { Facts } from '../../domain/case.events.js';
import { decideWithPlan } from '../plan-of.js';
import type { KnownCase } from '../../domain/case.state.js';

/** How a stage ended, told by the context that carried it out. */
export interface StageEnd {
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
  /** One of the outcomes of the stage's kind. */
  readonly outcome: string;
  /** Reason code, where there is one. */
  readonly reason?: string;
  /** Persons who decided it. */
  readonly decidedBy: readonly string[];
  /** Facts established, for the guards of later stages. */
  readonly facts?: Facts;
}

/**
 * Ends a stage; the case goes on as its program says. Refusals: STAGE_NOT_OPEN, CASE_CLOSED, CASE_HELD, OUTCOME_UNKNOWN,
 * DUTIES_NOT_SEPARATE.
 */
export class CloseStage extends Command<Appended> {
  constructor(
    readonly end: StageEnd,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CloseStage)
export class CloseStageHandler implements ICommandHandler<CloseStage> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ end, context }: CloseStage): Promise<Appended> {
    const { caseId, facts, ...rest } = end;
    const make = async (of: KnownCase) => {
      const plan = await this.plans.plan({ ...of, facts: { ...of.facts, ...facts } }, context.now);
      return { type: 'CloseStage', ...rest, facts, plan } as const;
    };
    return decideWithPlan(this.store, caseId, make, context);
  }
}
