import { addDays, dateOf, endOf } from '@doyak/kernel/calendar';
import { type Given, Refusal } from '@doyak/kernel/decider';
import { applicantOf, officer, person } from './guards.js';
import { isProductId, listNumberOf } from './product-numbers.js';
import type { GroundOfCancellation, RegistrationEvent } from './registration.events.js';
import { type Designation, type KnownRegistration, placeOf } from './registration.state.js';
import { type ExpiryNotice, lastDayOfTerm, MOST_YEARS } from './validity.js';

export type NoticesOf = (validUntil: string) => ExpiryNotice[];

export type DesignationCommand =
  | {
      type: 'NumberProduct';
      productId: string;
      /** Where it is told: 16 digits, classification and product id. */
      listNumber?: string;
      /** Whether the actor is of the procurement service. */
      ofService: boolean;
    }
  | { type: 'ExtendDesignation'; reason: string; noticesOf: NoticesOf }
  | { type: 'SuspendDesignation' | 'LiftSuspension'; reason: string }
  | { type: 'CancelDesignation'; ground: Exclude<GroundOfCancellation, 'WITHDRAWAL'>; reason: string }
  | { type: 'RenounceDesignation'; reason: string }
  | { type: 'NoticeExpiry'; daysBefore: number; validUntil: string }
  | { type: 'ExpireDesignation'; validUntil: string };

type Of<Type extends DesignationCommand['type']> = Given<Extract<DesignationCommand, { type: Type }>>;

/** What becomes of a product once it is designated (혁신제품), until its designation ends. */
export function decideDesignation(
  command: Given<DesignationCommand>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const place = placeOf(state);
  switch (command.type) {
    case 'NumberProduct':
      return numberProduct(command, state);
    case 'ExtendDesignation':
      return extend(command, state);
    case 'SuspendDesignation': {
      const by = officer(command.actor, state);
      inForce(state, command.now, 'DESIGNATED', 'EXTENDED');
      return [{ type: 'DesignationSuspended', data: { ...place, reason: command.reason, by } }];
    }
    case 'LiftSuspension': {
      const by = officer(command.actor, state);
      inForce(state, command.now, 'SUSPENDED');
      return [{ type: 'SuspensionLifted', data: { ...place, reason: command.reason, by } }];
    }
    case 'CancelDesignation': {
      const by = officer(command.actor, state);
      inForce(state, command.now);
      const { ground, reason } = command;
      return [{ type: 'DesignationCancelled', data: { ...place, ground, reason, by } }];
    }
    case 'RenounceDesignation': {
      const by = applicantOf(command.actor, state);
      inForce(state, command.now);
      const data = { ...place, ground: 'WITHDRAWAL' as const, reason: command.reason, by };
      return [{ type: 'DesignationCancelled', data }];
    }
    case 'NoticeExpiry': {
      const { daysBefore, validUntil } = command;
      if (!stillUntil(validUntil, state) || state.designation!.noticed.includes(daysBefore)) return [];
      return [{ type: 'ExpiryNoticed', data: { ...place, daysBefore, validUntil } }];
    }
    case 'ExpireDesignation': {
      const { validUntil, now } = command;
      if (!stillUntil(validUntil, state)) return [];
      if (now < endOf(validUntil))
        throw new Refusal('conflict', 'NOT_EXPIRED_YET', 'The designation is still valid');
      return [{ type: 'DesignationExpired', data: { ...place, validUntil } }];
    }
  }
}

const ALIVE: readonly string[] = ['DESIGNATED', 'EXTENDED', 'SUSPENDED'];

/** Not extended, cancelled or expired since a timer was set. */
const stillUntil = (validUntil: string, { status, designation }: KnownRegistration) =>
  ALIVE.includes(status) && designation?.validUntil === validUntil;

/** Refusals: NOT_DESIGNATED, DESIGNATION_ENDED, DESIGNATION_NOT_SO. The end of its last day counts, whether or not its timer has fired. */
function inForce(state: KnownRegistration, now: Date, ...wanted: KnownRegistration['status'][]): Designation {
  const { designation, status } = state;
  if (!designation) throw new Refusal('conflict', 'NOT_DESIGNATED', 'The product is not designated');
  if (!ALIVE.includes(status) || now >= endOf(designation.validUntil))
    throw new Refusal('conflict', 'DESIGNATION_ENDED', 'The designation has ended');
  if (wanted.length > 0 && !wanted.includes(status))
    throw new Refusal('conflict', 'DESIGNATION_NOT_SO', `The designation is ${status}`);
  return designation;
}

function extend({ actor, now, reason, noticesOf }: Of<'ExtendDesignation'>, state: KnownRegistration) {
  const by = officer(actor, state);
  const { validFrom, validUntil, extensions } = inForce(state, now, 'DESIGNATED', 'EXTENDED');
  const { validYears, extensionYears, extensionWindowDays } = state.terms;
  const years = extensionYears[extensions.length];
  const total = extensions.reduce((sum, one) => sum + one, validYears) + (years ?? 0);
  if (years === undefined || total > MOST_YEARS)
    throw new Refusal('rule', 'NO_EXTENSION_LEFT', 'The designation cannot be extended any more');
  if (dateOf(now) < addDays(validUntil, -extensionWindowDays))
    throw new Refusal(
      'rule',
      'EXTENSION_TOO_EARLY',
      `A designation is extended within ${extensionWindowDays} days before its expiry`,
    );
  const until = lastDayOfTerm(validFrom, total);
  const data = {
    ...{ ...placeOf(state), extension: extensions.length + 1, years, validUntil: until },
    ...{ notices: noticesOf(until), reason, by },
  };
  return [{ type: 'DesignationExtended', data } satisfies RegistrationEvent];
}

/** Given once, by the procurement service or an officer, and never to another product: see the claims of the decider. */
function numberProduct(
  { actor, now, productId, listNumber, ofService }: Of<'NumberProduct'>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const by = ofService ? person(actor) : officer(actor, state);
  const designation = inForce(state, now);
  const { classification } = state.application!.product;
  const made = listNumberOf(classification, productId);
  if (!isProductId(productId) || (listNumber !== undefined && listNumber !== made))
    throw new Refusal('rule', 'LIST_NUMBER_UNFIT', 'The list number is not classification and product id', [
      { pointer: '/listNumber', code: 'UNFIT', detail: `must be ${classification} and the product id` },
    ]);
  if (designation.listNumber === made) return [];
  if (designation.listNumber !== undefined)
    throw new Refusal('conflict', 'PRODUCT_NUMBERED', 'The product has its number already');
  return [{ type: 'ProductNumbered', data: { ...placeOf(state), productId, listNumber: made, by } }];
}
