import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { checkOnce } from '../../check-once.js';
import { definitionDigest } from '../../domain/format/digest.js';
import { program, type ProgramCommand } from '../../domain/lifecycle/program.js';

/**
 * Publishes the draft as the program's next version. Refusals: NO_DRAFT, DRAFT_CHANGED, DRAFTER_MAY_NOT_PUBLISH, PROGRAM_HAS_PROBLEMS,
 * PROGRAM_ID_DIFFERS, PROGRAM_UNCHANGED.
 */
export class PublishProgram extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PublishProgram)
export class PublishProgramHandler implements ICommandHandler<PublishProgram> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ programId, context }: PublishProgram): Promise<Appended> {
    const stream = `program-${programId}`;
    const { state } = await this.store.load(stream, program);
    if (!state.draft) {
      // Refused, unless it is a repeat of the command that published the draft.
      const nothing = { type: 'PublishProgram', programId, text: '', digest: '', definition: {} } as const;
      return this.store.decide(stream, program, nothing, context);
    }
    const { text } = state.draft;
    const checked = checkOnce(text);
    if (!checked.definition) {
      const problems = checked.problems.map(({ pointer, code, message, line, column }) => ({
        ...{ pointer, code },
        detail: `${message} (line ${line}, column ${column})`,
      }));
      throw new Refusal(
        'rule',
        'PROGRAM_HAS_PROBLEMS',
        `The definition has ${problems.length} problem(s)`,
        problems,
      );
    }
    const { definition } = checked;
    if (definition.program.id !== programId) {
      throw new Refusal(
        'rule',
        'PROGRAM_ID_DIFFERS',
        `The definition is of the program ${definition.program.id}`,
      );
    }
    const digest = definitionDigest(definition);
    const command = {
      type: 'PublishProgram',
      programId,
      text,
      digest,
      definition,
    } as unknown as ProgramCommand;
    return this.store.decide(stream, program, command, context);
  }
}
