import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { application, type ApplicationState } from '@doyak/applications';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { ListOrganisations, type OrganisationKind } from '@doyak/identity';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { coFunding } from './domain/co-funding.js';
import { type KnownCoFunding, standing } from './domain/co-funding.state.js';
import { gapOf } from './domain/funding-plan.js';
import type { FundingStanding } from './domain/run-gates.js';
import { prototypeRun } from './domain/run.js';
import type { KnownRun } from './domain/run.state.js';
import { fundingStream, runStream } from './prototype-run-ids.js';

/** What several commands look up before they are decided. */
@Injectable()
export class RunDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Refusal: RUN_NOT_FOUND. */
  async run(id: string): Promise<KnownRun> {
    const { state } = await this.store.load(runStream(id), prototypeRun);
    if (state.status !== 'none') return state;
    throw new Refusal('not-found', 'RUN_NOT_FOUND', 'There is no such prototype run');
  }

  /** Refusal: CO_FUNDING_NOT_FOUND. */
  async funding(id: string): Promise<KnownCoFunding> {
    const { state } = await this.store.load(fundingStream(id), coFunding);
    if (state.status !== 'none') return state;
    throw new Refusal('not-found', 'CO_FUNDING_NOT_FOUND', 'There is no such co-funding');
  }

  async fundingStanding(id: string): Promise<FundingStanding> {
    const { state } = await this.store.load(fundingStream(id), coFunding);
    if (state.status === 'none') return { approved: false, gap: 0, cycle: 0, unmet: [] };
    const pledges = standing(state);
    return {
      approved: state.status === 'APPROVED',
      gap: gapOf(state.costs, pledges),
      cycle: state.cycle,
      unmet: pledges.flatMap(({ conditions }) => conditions.flatMap((one) => (one.met ? [] : [one.before]))),
    };
  }

  async applicantOf(applicationId: string): Promise<{ personId: string; organisationId?: string }> {
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const { personId, organisationId } = state.applicant;
    return { personId, organisationId };
  }

  /** Configuration of the stages of a kind, in the order of the track. */
  async stages<Config>(
    of: { readonly programId: string; readonly programVersion: number; readonly track: string },
    kind: string,
  ): Promise<{ id: string; config: Config }[]> {
    const { stages } = await this.programs.track(of.programId, of.programVersion, of.track);
    return stages
      .filter((stage) => stage.kind === kind)
      .map(({ id, config }) => ({ id, config: config as unknown as Config }));
  }

  /** Refusal: ORGANISATION_UNFIT. */
  async refuseNotOfKind(organisationId: string, kind: OrganisationKind, pointer: string): Promise<void> {
    if (await this.isOfKind(organisationId, kind)) return;
    throw new Refusal('rule', 'ORGANISATION_UNFIT', 'There is no such organisation of this kind', [
      { pointer, code: 'ORGANISATION_UNFIT', detail: `is no active ${kind}` },
    ]);
  }

  async isOfKind(organisationId: string | undefined, kind: OrganisationKind): Promise<boolean> {
    let cursor: string | undefined;
    do {
      const page = await this.queries.execute(new ListOrganisations({ kind, active: true }, 100, cursor));
      if (page.items.some(({ id }) => id === organisationId)) return true;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return false;
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart(
    { caseId, stage }: { readonly caseId: string; readonly stage: string },
    actor: Actor,
    now: Date,
  ): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    const detail = `The person who decided ${other} may not decide ${stage}`;
    throw new Refusal('rule', 'DUTIES_NOT_SEPARATE', detail);
  }
}
