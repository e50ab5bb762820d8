import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Check, Evidence, Gate } from '../../domain/gates.js';
import { ofApplicant } from '../../domain/run-guards.js';
import { prototypeRun } from '../../domain/run.js';
import { askIdOf, runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

export type GateMove =
  | { readonly type: 'SubmitGate'; readonly evidence: Evidence }
  | { readonly type: 'PassGate'; readonly gate: Gate }
  | {
      readonly type: 'SignWaiver';
      readonly gate: Gate;
      readonly violations?: { check: Check; upTo: number };
      readonly reason: string;
    };

/**
 * Sends the evidence of a gate, passes it, or waives it: none of them while the co-funding does not hold. The funding is read just before; a
 * withdrawal at the same instant stops the gate that follows. Refusals: RUN_NOT_FOUND, RUN_ENDED, CASE_HELD, GATE_NOT_IN_RUN, GATE_NOT_NEXT,
 * FUNDING_GAP, FUNDING_NOT_APPROVED, CONDITION_UNMET, PLAN_MISSING, EVIDENCE_UNFIT, RUN_PARTNER_MISSING, PARTNER_ASKED, GATE_NOT_SUBMITTED,
 * GATE_UNFIT, GATE_NOT_WAIVABLE, SECOND_PERSON_NEEDED, DUTIES_NOT_SEPARATE, OWN_APPLICATION, PERSON_NEEDED.
 */
export class MoveGate extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly move: GateMove,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(MoveGate)
export class MoveGateHandler implements ICommandHandler<MoveGate> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ runId, move, context }: MoveGate): Promise<Appended> {
    const state = await this.desk.run(runId);
    await this.desk.refuseHeld(state.caseId);
    if (move.type !== 'SubmitGate' && !ofApplicant(context.actor, state))
      await this.desk.refuseApart(state, context.actor, context.now);
    const funding = await this.desk.fundingStanding(state.fundingId);
    const nameReview = (cycle: number, gate: Gate, attempt: number) => askIdOf(runId, cycle, gate, attempt);
    const command = move.type === 'SubmitGate' ? { ...move, funding, nameReview } : { ...move, funding };
    return this.store.decide(runStream(runId), prototypeRun, command, context);
  }
}
