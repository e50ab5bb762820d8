import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { RegistrationEvent } from '../../domain/registration.events.js';
import type { RegistrationStatus } from '../../domain/registration.state.js';

/** One line of the list of registrations, and of the catalogue once the product is designated. */
export interface RegistrationLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly program_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: RegistrationStatus;
  /** Organisation, or the founder who has none. */
  readonly applicant: string;
  /** Organisation that supplies; null: a founder without one. */
  readonly supplier: string | null;
  readonly route: string | null;
  readonly name_ko: string | null;
  readonly name_en: string | null;
  readonly summary: string | null;
  readonly classification: string | null;
  readonly product_id: string | null;
  readonly list_number: string | null;
  readonly valid_from: string | null;
  readonly valid_until: string | null;
  readonly extensions: number;
  /** The committee's decision no longer stands. */
  readonly questioned: boolean;
  readonly cancelled_for: string | null;
  readonly opened_at: string;
  readonly designated_at: string | null;
  readonly version: number;
}

export const registrationLines = readTable<RegistrationLine>('registration_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    program_id: 'text not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    applicant: 'uuid not null',
    supplier: 'uuid',
    route: 'text',
    name_ko: 'text',
    name_en: 'text',
    summary: 'text',
    classification: 'text',
    product_id: 'text',
    list_number: 'text',
    valid_from: 'date',
    valid_until: 'date',
    extensions: 'integer not null',
    questioned: 'boolean not null',
    cancelled_for: 'text',
    opened_at: 'timestamptz not null',
    designated_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(applicant)',
    '(case_id)',
    '(designated_at desc, id desc) where designated_at is not null',
    '(classification text_pattern_ops)',
    '(list_number)',
  ],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly registrationId: string }; readonly streamVersion: number };
const change = (
  { data, streamVersion }: At,
  to: (line: RegistrationLine) => Partial<RegistrationLine> = () => ({}),
) =>
  registrationLines.change(data.registrationId, (line) => ({ ...line, ...to(line), version: streamVersion }));
const becomes = (status: RegistrationStatus) => (event: At) => change(event, () => ({ status }));

type Applied = Extract<RegistrationEvent, { type: 'DesignationApplied' }>['data']['application'];
const applied = ({ facts, product }: Applied) => ({
  ...{ route: facts.route, name_ko: product.name.ko, name_en: product.name.en ?? null },
  ...{ summary: product.summary, classification: product.classification },
});

export const registrationList = defineReadModel<RegistrationEvent>({
  name: 'registration-list',
  version: 1,
  tables: [registrationLines],
  on: {
    RegistrationOpened: ({ data, occurredAt, streamVersion }) =>
      registrationLines.put({
        ...{ id: data.registrationId, case_id: data.caseId, round_id: data.roundId },
        ...{ program_id: data.programId, track: data.track, stage: data.stage, run: data.run },
        ...{ status: data.carried ? 'APPLIED' : 'OPEN', questioned: false, cancelled_for: null },
        applicant: data.applicant.organisationId ?? data.applicant.personId,
        supplier: data.applicant.organisationId ?? null,
        ...(data.carried
          ? applied(data.carried)
          : { route: null, name_ko: null, name_en: null, summary: null, classification: null }),
        ...{ product_id: null, list_number: null, valid_from: null, valid_until: null, extensions: 0 },
        ...{ opened_at: occurredAt, designated_at: null, version: streamVersion },
      }),
    DesignationApplied: (event) =>
      change(event, () => ({ status: 'APPLIED', ...applied(event.data.application) })),
    ApplicationSentBack: becomes('OPEN'),
    CommitteeConvened: becomes('REVIEW'),
    CommitteeDecided: (event) => change(event),
    CommitteeOverturned: (event) =>
      change(event, ({ designated_at }) => ({ questioned: designated_at !== null })),
    DesignationRefused: becomes('REFUSED'),
    ProductDesignated: (event) =>
      change(event, () => ({
        ...{ status: 'DESIGNATED', valid_from: event.data.validFrom, valid_until: event.data.validUntil },
        designated_at: event.occurredAt,
      })),
    ProductNumbered: (event) =>
      change(event, () => ({ product_id: event.data.productId, list_number: event.data.listNumber })),
    DesignationExtended: (event) =>
      change(event, () => ({
        ...{ status: 'EXTENDED', valid_until: event.data.validUntil, extensions: event.data.extension },
      })),
    ExpiryNoticed: (event) => change(event),
    DesignationSuspended: becomes('SUSPENDED'),
    SuspensionLifted: (event) =>
      change(event, ({ extensions }) => ({ status: extensions > 0 ? 'EXTENDED' : 'DESIGNATED' })),
    DesignationCancelled: (event) =>
      change(event, () => ({ status: 'CANCELLED', cancelled_for: event.data.ground })),
    DesignationExpired: becomes('EXPIRED'),
    RegistrationStopped: becomes('STOPPED'),
  },
});
