import { Inject, Injectable } from '@nestjs/common';
import { type CaseEvent, endOf } from '@doyak/cases';
import { addMonths, dateOf, type Period } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { definitionDigest, Programs } from '@doyak/programs';
import type { AgreementDocument, Party } from './domain/agreement.events.js';
import type { KnownAgreement } from './domain/agreement.state.js';
import { type MoneyAsked, moneyFaults, type MoneyPolicy, splitTranches } from './domain/money-terms.js';

/** Config of a stage of kind `agreement`, as `@doyak/programs` checked it before publication. */
export interface AgreementConfig {
  readonly parties: readonly string[];
  readonly duration: Period;
  readonly terms: AgreementDocument['terms'];
  readonly documents?: readonly string[];
}

/** What an officer decides of an agreement; the rest follows from the program version. */
export interface Asked extends MoneyAsked {
  /** Organisations that sign, by kind of party, beside applicant and agency. */
  readonly parties: Readonly<Record<string, string>>;
}

type TrackOf = Pick<KnownAgreement, 'programId' | 'programVersion' | 'track' | 'stage'>;

/** Writes documents from what a program version says. */
@Injectable()
export class AgreementTerms {
  constructor(
    @Inject(Programs) private readonly programs: Programs,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async config({ programId, programVersion, track, stage }: TrackOf): Promise<AgreementConfig> {
    const { stages } = await this.programs.track(programId, programVersion, track);
    const found = stages.find(({ id }) => id === stage);
    if (!found) throw new Error(`Track ${track} has no stage ${stage}`);
    return found.config as unknown as AgreementConfig;
  }

  /** The next document of an agreement. Refusal: MONEY_UNFIT. */
  async document(
    state: KnownAgreement,
    asked: Asked,
    agencyId: string | undefined,
  ): Promise<AgreementDocument> {
    const { agreementId, caseId, programId, programVersion, track } = state;
    const [config, money, definition] = await Promise.all([
      this.config(state),
      this.money(state),
      this.programs.definition(programId, programVersion),
    ]);
    const faults = money ? moneyFaults(asked, money) : [];
    if (faults.length > 0)
      throw new Refusal('rule', 'MONEY_UNFIT', 'The money does not fit the program', faults);
    return {
      format: 'doyak/agreement@1',
      agreementId,
      number: state.offers.length + 1,
      caseId,
      caseNumber: await this.caseNumber(caseId),
      ...{ programId, programVersion, track, definitionSha256: definitionDigest(definition) },
      parties: partiesOf(state, asked, agencyId),
      amount: asked.amount,
      ownShare: { ...asked.ownShare },
      tranches: splitTranches(asked.amount, money?.tranches ?? []),
      duration: config.duration,
      terms: config.terms,
      documents: [...(config.documents ?? [])],
    };
  }

  /** Last day in Seoul of an agreement whose last signature is given now. */
  async endsOn(state: KnownAgreement, now: Date): Promise<string> {
    const { duration } = await this.config(state);
    const calendar = await this.programs.calendar(state.programId, state.programVersion);
    const end = endOf(calendar, now, duration);
    if (end !== undefined) return dateOf(new Date(Date.parse(end) - 1));
    // Beyond the known years of the calendar nobody can say whether the last day is a working day.
    if (duration.unit === 'months') return addMonths(dateOf(now), duration.count);
    const days = duration.unit === 'days' ? duration.count : Math.ceil((duration.count * 7) / 5);
    return dateOf(new Date(now.getTime() + days * 86_400_000));
  }

  /** Money is what the track's disbursement says; none where it has none. */
  private async money({ programId, programVersion, track }: TrackOf): Promise<MoneyPolicy | undefined> {
    const { stages } = await this.programs.track(programId, programVersion, track);
    const found = stages.find(({ kind }) => kind === 'disbursement');
    return found?.config as unknown as MoneyPolicy | undefined;
  }

  private async caseNumber(caseId: string): Promise<string> {
    const [opened] = (await this.store.readStream(`case-${caseId}`, {
      upToVersion: 1,
    })) as unknown as CaseEvent[];
    if (opened?.type !== 'CaseOpened') throw new Error(`Case ${caseId} has not been opened`);
    return opened.data.number;
  }
}

function partiesOf(
  { applicant, parties }: KnownAgreement,
  asked: Asked,
  agencyId: string | undefined,
): Party[] {
  const named = new Map<string, Omit<Party, 'party'>>();
  if (parties.includes('applicant'))
    named.set(
      'applicant',
      applicant.organisationId === undefined
        ? { personId: applicant.personId }
        : { organisationId: applicant.organisationId },
    );
  if (parties.includes('agency') && agencyId !== undefined) named.set('agency', { organisationId: agencyId });
  for (const [party, organisationId] of Object.entries(asked.parties))
    if (party !== 'applicant' && party !== 'agency') named.set(party, { organisationId });
  return [...named].map(([party, holder]) => ({ party, ...holder }));
}
