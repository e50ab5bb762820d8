import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { v7 as uuidv7 } from 'uuid';
import { program } from '../../domain/lifecycle/program.js';
import { round, type RoundOpening } from '../../domain/lifecycle/round.js';
import { Programs } from '../../programs.js';

/** Opens a round of a published version. Refusals: PROGRAM_NOT_FOUND, VERSION_RETIRED, TRACK_NOT_IN_PROGRAM, WINDOW_EMPTY. */
export class OpenRound extends Command<Appended> {
  constructor(
    readonly opening: Omit<RoundOpening, 'roundId' | 'extensions'>,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenRound)
export class OpenRoundHandler implements ICommandHandler<OpenRound> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ opening, context }: OpenRound): Promise<Appended> {
    const definition = await this.programs.definition(opening.programId, opening.programVersion);
    await this.refuseRetired(opening);
    const missing = opening.offers.findIndex(
      ({ track }) => !definition.tracks.some(({ id }) => id === track),
    );
    if (missing >= 0) {
      const { track } = opening.offers[missing]!;
      throw new Refusal('rule', 'TRACK_NOT_IN_PROGRAM', `The program has no track ${track}`, [
        {
          pointer: `/offers/${missing}/track`,
          code: 'TRACK_NOT_IN_PROGRAM',
          detail: 'is not a track of the program',
        },
      ]);
    }
    const roundId = uuidv7();
    const command = {
      type: 'OpenRound',
      ...opening,
      roundId,
      extensions: definition.round.extensions,
    } as const;
    return this.store.decide(`round-${roundId}`, round, command, context);
  }

  private async refuseRetired({ programId, programVersion }: OpenRound['opening']): Promise<void> {
    const { state } = await this.store.load(`program-${programId}`, program);
    if (state.versions.some(({ version, retired }) => retired && version === programVersion))
      throw new Refusal('conflict', 'VERSION_RETIRED', `Version ${programVersion} takes no new rounds`);
  }
}
