import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { type ConflictAsk, ConflictChecks } from '@doyak/reviews';
import { conflictOf, GROUNDS } from './domain/conflicts.js';
import { evaluation } from './domain/evaluation.js';
import { EvaluationDesk } from './evaluation-desk.js';
import { evaluationId, evaluationStream } from './evaluation-ids.js';
import { evaluationStages } from './reactions/evaluation-stages.js';

/**
 * Tells reviews whom a conflict of interest (이해충돌) keeps from a case: by declared relations on any ground, by the applicant's organisation, and
 * by having been excluded, challenged (기피) or recused (회피) in an evaluation of the same case.
 */
@Injectable()
export class ReviewConflicts implements OnModuleInit {
  constructor(
    @Inject(ConflictChecks) private readonly checks: ConflictChecks,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.checks.register('evaluations', (ask) => this.groundOf(ask));
  }

  private async groundOf({ personId, caseId, applicant }: ConflictAsk): Promise<string | undefined> {
    const candidate = await this.desk.candidate(personId);
    const found = conflictOf(candidate, applicant, GROUNDS);
    return found?.ground ?? this.fallenOut(candidate.personId, caseId);
  }

  private async fallenOut(personId: string, caseId: string): Promise<string | undefined> {
    for (const { stage, run } of await evaluationStages(caseId, Infinity, this.store)) {
      const { state } = await this.store.load(evaluationStream(evaluationId(caseId, stage, run)), evaluation);
      if (state.status === 'none') continue;
      const seat = state.seats.find(
        (one) => one.personId === personId && one.out !== undefined && one.out !== 'release',
      );
      if (seat) return seat.out;
    }
    return undefined;
  }
}
