import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CaseMoves } from '../../case-moves.js';
import type { CaseCommand } from '../../domain/case.js';
import type { KnownMigration } from '../../domain/migration.js';
import { decideWithPlan } from '../plan-of.js';

/** Codes that block the case; none: it has moved, or stays as it should. */
type MovedCase = readonly string[];

/** Moves one case as a migration says, or tells what blocks it. A repeat does nothing twice. Refusal: CASE_NOT_FOUND. */
export class MigrateCase extends Command<MovedCase> {
  constructor(
    readonly caseId: string,
    readonly migration: KnownMigration,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** The case does not move. */
class NotMoving extends Error {
  constructor(readonly codes: MovedCase) {
    super('The case does not move');
  }
}

@CommandHandler(MigrateCase)
export class MigrateCaseHandler implements ICommandHandler<MigrateCase> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CaseMoves) private readonly moves: CaseMoves,
  ) {}

  async execute({ caseId, migration, context }: MigrateCase): Promise<MovedCase> {
    try {
      await decideWithPlan(
        this.store,
        caseId,
        async (state): Promise<CaseCommand> => {
          const move = await this.moves.of(state, migration, context.now);
          if (move.result === 'moves') return move.command;
          throw new NotMoving(move.result === 'blocked' ? move.blocks.map(({ code }) => code) : []);
        },
        context,
      );
      return [];
    } catch (error) {
      if (error instanceof NotMoving) return [...new Set(error.codes)];
      // It went on while the plan was made, again and again: another run takes it up.
      if (error instanceof Refusal && error.kind === 'conflict') return [error.code];
      throw error;
    }
  }
}
