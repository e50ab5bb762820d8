import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import { fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import type { NoticesEvent } from '../../domain/notices.events.js';
import { type KnownNotice, notices } from '../../domain/notices.js';
import { noticesStream } from '../../selection-ids.js';
import { SelectionPlans, type TrackOf } from '../../selection-plans.js';
import { noticeText, type NoticeText } from './notice-text.js';

export interface NoticeWithText {
  readonly notice: KnownNotice;
  readonly text: NoticeText;
}

/** The notices of a case with what they say, as they are or as they were. */
export class ListCaseNotices extends Query<readonly NoticeWithText[]> {
  constructor(
    readonly caseId: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

@QueryHandler(ListCaseNotices)
export class ListCaseNoticesHandler implements IQueryHandler<ListCaseNotices> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ caseId, past: { asOf, knownAt } }: ListCaseNotices): Promise<NoticeWithText[]> {
    const events = (await this.store.readStream(noticesStream(caseId))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const { notices: issued } = fold(notices, events as unknown as NoticesEvent[]);
    return Promise.all(issued.map(async (notice) => ({ notice, text: await this.text(notice) })));
  }

  private async text(notice: KnownNotice): Promise<NoticeText> {
    const { programId, programVersion } = notice;
    const definition = await this.programs.definition(programId, programVersion);
    const track = await this.programs.track(programId, programVersion, notice.track);
    const next = track.stages.find(
      ({ waitsFor, deadline }) =>
        deadline !== undefined &&
        waitsFor !== undefined &&
        ('all' in waitsFor ? waitsFor.all : waitsFor.any).some(
          ({ stage, outcomes }) => stage === notice.stage && outcomes.includes(notice.result),
        ),
    );
    const of: TrackOf = { ...notice, roundId: '' };
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${notice.applicationId}`,
      application,
    );
    return noticeText(notice, {
      ...{ definition, stages: track.stages, trackTitle: track.title, application: state },
      nextBefore: next && (await this.plans.end(of, new Date(notice.issuedAt), next.deadline!.within)),
    });
  }
}
