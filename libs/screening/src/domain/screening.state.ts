import type {
  Hindrance,
  KnownFact,
  Match,
  Opening,
  ScreenedResult,
  ScreeningEvent,
  Values,
} from './screening.events.js';

export interface Supplement {
  readonly request: number;
  readonly ask: string;
  readonly fields: readonly string[];
  readonly answerBefore: string;
  readonly status: 'awaited' | 'answered' | 'lapsed';
  readonly answers: Values;
  readonly note: string | undefined;
}

/** One person's proposal to pass over a failing rule, and another's confirmation. */
export interface Overruling {
  readonly reason: string;
  readonly proposedBy: string;
  readonly confirmedBy: string | undefined;
}

export interface KnownScreening extends Omit<Opening, 'facts'> {
  readonly status: 'open' | 'decided' | 'stopped';
  readonly facts: Readonly<Record<string, KnownFact>>;
  readonly results: readonly ScreenedResult[];
  readonly duplicates: { readonly keys: readonly string[]; readonly matches: readonly Match[] } | undefined;
  /** Restrictions in force and recoveries not returned, as they were last found. */
  readonly hindrances: readonly Hindrance[];
  readonly supplements: readonly Supplement[];
  /** By rule. */
  readonly overrulings: Readonly<Record<string, Overruling>>;
  readonly decision:
    Omit<Extract<ScreeningEvent, { type: 'ScreeningDecided' }>['data'], keyof Place> | undefined;
}

export type Place = Pick<Opening, 'screeningId' | 'caseId' | 'stage' | 'run'>;

export type ScreeningState = { readonly status: 'none' } | KnownScreening;

export function evolve(state: ScreeningState, event: ScreeningEvent): ScreeningState {
  if (event.type === 'ScreeningOpened') {
    return {
      ...event.data,
      status: 'open',
      results: [],
      duplicates: undefined,
      hindrances: [],
      supplements: [],
      overrulings: {},
      decision: undefined,
    };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'RulesRun':
      return { ...state, results: event.data.results };
    case 'FactsRecorded': {
      const { facts, by } = event.data;
      return learn(state, facts, 'officer', by);
    }
    case 'DuplicatesSearched': {
      const { keys, matches, facts } = event.data;
      return { ...learn(state, facts, 'duplicate-search'), duplicates: { keys, matches } };
    }
    case 'RegistersChecked': {
      const { found, facts } = event.data;
      return { ...learn(state, facts, 'register'), hindrances: found };
    }
    case 'SupplementRequested': {
      const { request, ask, fields, answerBefore } = event.data;
      const awaited = {
        request,
        ask,
        fields,
        answerBefore,
        status: 'awaited',
        answers: {},
        note: undefined,
      } as const;
      return { ...state, supplements: [...state.supplements, awaited] };
    }
    case 'SupplementExtended':
      return withSupplement(state, event.data.request, { answerBefore: event.data.answerBefore });
    case 'SupplementAnswered': {
      const { request, answers, facts, note } = event.data;
      return withSupplement(learn(state, facts, 'supplement'), request, {
        status: 'answered',
        answers,
        note,
      });
    }
    case 'SupplementLapsed':
      return withSupplement(state, event.data.request, { status: 'lapsed' });
    case 'OverrulingProposed': {
      const { rule, reason, by } = event.data;
      return withOverruling(state, rule, { reason, proposedBy: by, confirmedBy: undefined });
    }
    case 'OverrulingConfirmed': {
      const proposed = state.overrulings[event.data.rule];
      return proposed
        ? withOverruling(state, event.data.rule, { ...proposed, confirmedBy: event.data.by })
        : state;
    }
    case 'OverrulingRejected':
      return { ...state, overrulings: without(state.overrulings, [event.data.rule]) };
    case 'ScreeningDecided': {
      const { decision, reasons, overruled, decidedBy, note } = event.data;
      return { ...state, status: 'decided', decision: { decision, reasons, overruled, decidedBy, note } };
    }
    case 'ScreeningStopped':
      return { ...state, status: 'stopped' };
  }
}

/** Takes facts in. What was overruled on other facts is no longer overruled. */
function learn(
  state: KnownScreening,
  facts: Values,
  source: KnownFact['source'],
  by?: string,
): KnownScreening {
  const learnt = Object.entries(facts).map(([name, value]) => [name, { value, source, by }] as const);
  const touched = state.rules.filter((rule) => rule.facts.some((name) => Object.hasOwn(facts, name)));
  return {
    ...state,
    facts: { ...state.facts, ...Object.fromEntries(learnt) },
    overrulings: without(
      state.overrulings,
      touched.map(({ id }) => id),
    ),
  };
}

function withSupplement(state: KnownScreening, request: number, change: Partial<Supplement>): KnownScreening {
  const supplements = state.supplements.map((one) => (one.request === request ? { ...one, ...change } : one));
  return { ...state, supplements };
}

function withOverruling(state: KnownScreening, rule: string, overruling: Overruling): KnownScreening {
  return { ...state, overrulings: { ...state.overrulings, [rule]: overruling } };
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  keys: readonly string[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

export const valuesOf = (state: KnownScreening): Values =>
  Object.fromEntries(Object.entries(state.facts).map(([name, { value }]) => [name, value]));

export const awaitedSupplement = (state: KnownScreening): Supplement | undefined =>
  state.supplements.find(({ status }) => status === 'awaited');
