import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { checkProgram } from '../../domain/check/check-program.js';
import { definitionDigest } from '../../domain/format/digest.js';
import { program, type ProgramCommand } from '../../domain/lifecycle/program.js';

/** Publishes a definition as the program's next version. Refusals: PROGRAM_HAS_PROBLEMS, PROGRAM_ID_DIFFERS, PROGRAM_UNCHANGED. */
export class PublishProgram extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly text: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PublishProgram)
export class PublishProgramHandler implements ICommandHandler<PublishProgram> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ programId, text, context }: PublishProgram): Promise<Appended> {
    const checked = checkProgram(text);
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
    return this.store.decide(`program-${programId}`, program, command, context);
  }
}
