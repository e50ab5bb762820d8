import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { ListOrganisations } from '@doyak/identity';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import type { NoticesOf } from './domain/designation.js';
import { registration, type RegistrationCommand } from './domain/registration.js';
import type { KnownRegistration } from './domain/registration.state.js';
import { expiryNotices } from './domain/validity.js';
import { type ProcurementConfig, procurementConfig, type StageOf } from './procurement-config.js';
import { registrationStream } from './registration-ids.js';

/** What several commands of registrations look up before they are decided. */
@Injectable()
export class RegistrationDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Refusal: REGISTRATION_NOT_FOUND. */
  async registration(id: string): Promise<KnownRegistration> {
    const { state } = await this.store.load(registrationStream(id), registration);
    if (state.status === 'none')
      throw new Refusal('not-found', 'REGISTRATION_NOT_FOUND', 'There is no such registration');
    return state;
  }

  decide(id: string, command: RegistrationCommand, context: DecideOptions): Promise<Appended> {
    return this.store.decide(registrationStream(id), registration, command, context);
  }

  async config(of: StageOf): Promise<ProcurementConfig> {
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    return procurementConfig(track, of.stage);
  }

  /** When notices of a coming expiry go out, by the calendar of the program. */
  async noticesOf(state: KnownRegistration, now: Date): Promise<NoticesOf> {
    const { expiryNoticeDays } = await this.config(state);
    const calendar = await this.programs.calendar(state.programId, state.programVersion);
    return (validUntil) => expiryNotices(validUntil, expiryNoticeDays, calendar, now);
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart({ caseId, stage }: KnownRegistration, actor: Actor, now: Date): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    throw new Refusal(
      'rule',
      'DUTIES_NOT_SEPARATE',
      `The person who decided ${other} may not decide ${stage}`,
    );
  }

  /** An active organisation, as it is known. */
  async institution(id: string): Promise<{ organisationId: string; kind: string } | undefined> {
    const { items } = await this.queries.execute(new ListOrganisations({ id, active: true }, 1));
    return items[0] && { organisationId: items[0].id, kind: items[0].kind };
  }

  /** Whether somebody acts for the procurement service (조달청). */
  async isService({ organisationId }: Actor): Promise<boolean> {
    if (organisationId === undefined) return false;
    return (await this.institution(organisationId))?.kind === 'procurement-service';
  }
}
