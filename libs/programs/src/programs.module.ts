import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { agencyCalendar, agencyCalendarEvents } from './domain/calendar/agency-calendar.js';
import { programEvents } from './domain/lifecycle/program.events.js';
import { program } from './domain/lifecycle/program.js';
import { round, roundEvents } from './domain/lifecycle/round.js';
import { CancelRoundController } from './features/cancel-round/cancel-round.controller.js';
import { CancelRoundHandler } from './features/cancel-round/cancel-round.js';
import { CheckDefinitionController } from './features/check-definition/check-definition.controller.js';
import { ExtendRoundController } from './features/extend-round/extend-round.controller.js';
import { ExtendRoundHandler } from './features/extend-round/extend-round.js';
import { CalendarController } from './features/keep-calendar/keep-calendar.controller.js';
import { KeepCalendarHandler } from './features/keep-calendar/keep-calendar.js';
import { OpenRoundController } from './features/open-round/open-round.controller.js';
import { OpenRoundHandler } from './features/open-round/open-round.js';
import { PublishProgramController } from './features/publish-program/publish-program.controller.js';
import { PublishProgramHandler } from './features/publish-program/publish-program.js';
import { RetireProgramVersionController } from './features/retire-version/retire-version.controller.js';
import { RetireProgramVersionHandler } from './features/retire-version/retire-version.js';
import { SaveProgramDraftController } from './features/save-draft/save-draft.controller.js';
import { SaveProgramDraftHandler } from './features/save-draft/save-draft.js';
import './programs.permissions.js';
import { Programs } from './programs.js';
import {
  ListProgramsHandler,
  programList,
  ProgramListController,
} from './read-models/program-list/program-list.js';
import { RoundListController } from './read-models/round-list/round-list.controller.js';
import { ListRoundsHandler, roundList } from './read-models/round-list/round-list.js';

/** What the context brings to the log. */
export const programsFeature: EventStoreFeature = {
  events: [...programEvents, ...roundEvents, ...agencyCalendarEvents],
  aggregates: [program, round, agencyCalendar],
  readModels: [programList, roundList],
};

@Module({
  imports: [CqrsModule, EventStoreModule.forFeature(programsFeature)],
  controllers: [
    ...[
      CheckDefinitionController,
      SaveProgramDraftController,
      PublishProgramController,
      RetireProgramVersionController,
      ProgramListController,
    ],
    ...[OpenRoundController, ExtendRoundController, CancelRoundController, RoundListController],
    CalendarController,
  ],
  providers: [
    ...[Programs, KeepCalendarHandler],
    ...[SaveProgramDraftHandler, PublishProgramHandler, RetireProgramVersionHandler, ListProgramsHandler],
    ...[OpenRoundHandler, ExtendRoundHandler, CancelRoundHandler, ListRoundsHandler],
  ],
  exports: [Programs],
})
export class ProgramsModule {}
