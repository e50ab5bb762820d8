import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { program } from '../../domain/lifecycle/program.js';

/** Takes a version out of use for new rounds; rounds and cases of it go on. Refusal: PROGRAM_NOT_FOUND. */
export class RetireProgramVersion extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly version: number,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RetireProgramVersion)
export class RetireProgramVersionHandler implements ICommandHandler<RetireProgramVersion> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ programId, version, reason, context }: RetireProgramVersion): Promise<Appended> {
    const command = { type: 'RetireProgramVersion', programId, version, reason } as const;
    return this.store.decide(`program-${programId}`, program, command, context);
  }
}
