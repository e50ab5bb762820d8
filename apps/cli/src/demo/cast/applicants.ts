/** What becomes of an application in the demo, until its evaluation. */
export type Fate =
  | 'clean'
  /** Older than the program allows (AGE_EXCEEDED). */
  | 'too-old'
  /** TAX_ARREARS. */
  | 'in-arrears'
  /** As before, but two officers pass over it: the arrears are paid in instalments. */
  | 'overruled'
  /** PARTICIPATION_RESTRICTED. */
  | 'restricted'
  /** NOT_A_STUDENT. */
  | 'not-enrolled'
  /** The item of another applicant (DUPLICATE_SUPPORT). */
  | 'copied'
  /** Asked for a supplement, and answers. */
  | 'supplemented'
  /** Asked for a supplement, and does not answer (DOC_MISSING). */
  | 'silent'
  /** Withdraws while it is screened. */
  | 'withdraws';

/** One application to come. */
export interface Planned {
  readonly track: string;
  readonly fate: Fate;
  /** Name of the company; of founders, of the item. */
  readonly name: string;
  readonly title: string;
  /** Position within the track, from 0: the first ones are the strongest. */
  readonly place: number;
}

const COMMON = ['clean', 'clean', 'clean', 'clean'] as const;

/** Each track's applications, the strongest first. */
const FATES: Readonly<Record<string, readonly Fate[]>> = {
  sllm: [...COMMON, 'supplemented', 'too-old', 'withdraws', 'copied'],
  fabless: [...COMMON, 'supplemented', 'in-arrears', 'overruled'],
  'ax-manufacturing': [...COMMON, 'clean', 'too-old', 'withdraws'],
  'ax-healthcare': [...COMMON, 'supplemented', 'in-arrears', 'clean'],
  'ax-content': [...COMMON, 'supplemented', 'silent', 'clean'],
  'on-device': [...COMMON, 'supplemented', 'too-old', 'withdraws'],
  'regional-manufacturing': [...COMMON, 'clean', 'in-arrears', 'clean'],
  'public-procurement': [...COMMON, 'supplemented', 'restricted', 'withdraws'],
  founders: [...COMMON, 'supplemented', 'not-enrolled', 'clean'],
};

/** Names of sample companies, none of which exists. */
const NAMES = [
  ...['Maru', 'Nuri', 'Dami', 'Sora', 'Haneul', 'Areum', 'Gaon', 'Bora', 'Yeoul'],
  ...['Narae', 'Saebyeok', 'Iseul', 'Mirae', 'Onnuri', 'Pureum', 'Ran', 'Taeyang', 'Ujin'],
] as const;

/** Items, two words each that no other item of the demo has: alike titles would be found as duplicates. */
const ITEMS: Readonly<Record<string, readonly string[]>> = {
  sllm: [
    ...['Contract drafting model', 'Civil petition summariser', 'Customs code assistant', 'Patent search'],
    ...['Tax question companion', 'Court record reader', 'Tender document checker'],
  ],
  fabless: [
    ...['Vision accelerator', 'Hearing aid processor', 'Satellite signal chip', 'Battery monitor SoC'],
    ...['Radar front end', 'Secure boot controller', 'Memory pooling switch'],
  ],
  'ax-manufacturing': [
    ...['Weld seam inspection', 'Kiln temperature control', 'Press line scheduling', 'Bearing wear alarm'],
    ...['Paint shop dosing', 'Foundry scrap sorting', 'Loom fault detection'],
  ],
  'ax-healthcare': [
    ...['Fundus image triage', 'Ward fall prediction', 'Sleep apnoea screening', 'Dose interaction guard'],
    ...['Physiotherapy posture guide', 'Emergency call routing', 'Dental x-ray marking'],
  ],
  'ax-content': [
    ...['Webtoon colouring', 'Subtitle timing', 'Game level balancing', 'Archive film restoration'],
    ...['Podcast chaptering', 'Choreography capture', 'Museum voice tour'],
  ],
  'on-device': [
    ...[
      'Offline interpreter',
      'Laundry fabric recognition',
      'Notebook meeting minutes',
      'Oven doneness camera',
    ],
    ...['Phone spam filter', 'Refrigerator shelf-life', 'Keyboard prediction'],
  ],
  'regional-manufacturing': [
    ...['Shipyard crane planning', 'Seaweed drying', 'Optical lens polishing', 'Tyre mould ageing'],
    ...['Ceramic glaze mixing', 'Ginseng grading', 'Auto parts kitting'],
  ],
  'public-procurement': [
    ...['Road surface survey', 'Library shelf robot', 'Flood gate forecast', 'School lunch planning'],
    ...['Forest fire lookout', 'Bus stop crowding', 'Street light dimming'],
  ],
  founders: [
    ...['Sign language tutor', 'Protein folding notebook', 'Greenhouse pollination', 'Drone landing aid'],
    ...['Chess commentary', 'Allergy menu reader', 'Telescope queueing'],
  ],
};

/** Every application of the demo: 64 over all nine tracks. */
export function plannedApplications(): Planned[] {
  let named = 0;
  return Object.entries(FATES).flatMap(([track, fates]) =>
    fates.map((fate, place) => {
      const nth = named++;
      const name = `Sample ${NAMES[nth % NAMES.length]} ${Math.floor(nth / NAMES.length) + 1}`;
      // Who copies has the first one's item under another spelling.
      const title = fate === 'copied' ? ITEMS[track]![0]!.toUpperCase() : ITEMS[track]![place]!;
      return { track, fate, name, title, place };
    }),
  );
}
