import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { AnswerExternalRequest, GetExternalRequest } from '@doyak/reviews';
import { v5 as uuidv5 } from 'uuid';

/** Answers the request to a laboratory by what it certifies. */
@Injectable()
export class LaboratoryAnswers {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /**
   * A report that says what has been answered already needs no other answer, however late it comes; one that says otherwise corrects it. Refusals:
   * NOT_THE_PARTNER, REQUEST_NOT_FOUND, REQUEST_LATE, REQUEST_CLOSED, ANSWER_SUPERSEDED, STEP_NOT_RUNNING.
   */
  async give(requestId: string, outcome: string, bodySha256: string, context: DecideOptions): Promise<void> {
    const answers = (await this.queries.execute(new GetExternalRequest(requestId)))?.answers ?? [];
    const last = answers.at(-1);
    if (last?.outcome === outcome) return;
    const supersedes = last && { supersedes: last.bodySha256 };
    const { actor, now, correlationId, commandId } = context;
    await this.commands.execute(
      new AnswerExternalRequest(
        { requestId, outcome, bodySha256, ...supersedes, whole: true },
        { actor, now, correlationId, commandId: uuidv5('answer', commandId) },
      ),
    );
  }
}
