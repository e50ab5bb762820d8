import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Applicant } from '@doyak/applications';
import { dateOf } from '@doyak/kernel/calendar';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { v5 as uuidv5 } from 'uuid';
import { CasePlans } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import { caseNumber, caseNumbers } from '../../domain/case-number.js';

/** Opens the case of a submitted application: gives it a number, and opens its first stages. */
export class OpenCase extends Command<Appended> {
  constructor(
    readonly application: {
      readonly caseId: string;
      readonly applicationId: string;
      readonly roundId: string;
      readonly track: string;
      readonly applicant: Applicant;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenCase)
export class OpenCaseHandler implements ICommandHandler<OpenCase> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ application, context }: OpenCase): Promise<Appended> {
    const { caseId, applicationId, roundId, track, applicant } = application;
    const { programId, programVersion } = await this.programs.round(roundId);
    const { code } = await this.programs.track(programId, programVersion, track);
    const number = await this.number(`${dateOf(context.now).slice(0, 4)}-${code}`, caseId, context);
    const of = { applicationId, roundId, programId, programVersion, track };
    const plan = await this.plans.plan({ ...of, facts: {} }, context.now);
    const command = { type: 'OpenCase', caseId, ...of, number, applicant, plan } as const;
    return this.store.decide(`case-${caseId}`, aCase, command, { ...context, caseId });
  }

  /** The command's id follows from the case, so that a repeat is given the same number. */
  private async number(series: string, caseId: string, context: DecideOptions): Promise<string> {
    const command = { type: 'AllocateCaseNumber', caseId, series } as const;
    const given = { ...context, commandId: uuidv5('case-number', caseId), expectedVersion: undefined };
    const { events } = await this.store.decide(`case-numbers-${series}`, caseNumbers, command, given);
    return caseNumber(series, events[0]!.streamVersion);
  }
}
