import { z } from 'zod';

/** Gates of a chip prototype (시제품 관문), in the only order that physics and foundries allow. */
export const GATES = [
  ...(['pdk-and-ip', 'rtl-freeze', 'sign-off', 'gds', 'tape-out', 'mask', 'wafer-lot'] as const),
  ...(['wafer-acceptance', 'probe', 'assembly', 'final-test', 'reliability', 'board'] as const),
  'buyer-acceptance',
] as const;
export type Gate = (typeof GATES)[number];

/** Checks of a sign-off: static timing, design rules, layout versus schematic, electrical rules. */
export const CHECKS = ['sta', 'drc', 'lvs', 'erc'] as const;
export type Check = (typeof CHECKS)[number];

const text = (most: number) => z.string().trim().min(1).max(most);
/** SHA-256, lower-case hex. Of a design only hashes and metadata are kept, never the layout itself. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const name = text(120);
const report = sha256.describe('SHA-256 of the report');
const checked = z.object({ violations: z.int().min(0).max(1_000_000_000), sha256: report });
const wafers = z.array(z.int().min(1).max(25)).min(1).max(25);

/** What each gate needs before it can be passed. */
export const evidence = z.discriminatedUnion('gate', [
  z.object({
    gate: z.literal('pdk-and-ip'),
    pdk: name.describe('Process design kit and its version'),
    nda: sha256.describe('SHA-256 of the signed agreement'),
    licences: z
      .array(z.object({ ip: name, sha256 }))
      .max(100)
      .describe('Licences of bought-in blocks'),
  }),
  z.object({ gate: z.literal('rtl-freeze'), tag: name, sha256 }),
  z.object({
    gate: z.literal('sign-off'),
    checks: z.object({ sta: checked, drc: checked, lvs: checked, erc: checked }),
  }),
  z.object({
    gate: z.literal('gds'),
    format: z.enum(['gdsii', 'oasis']),
    sha256: sha256.describe('SHA-256 of the layout, which stays with the foundry'),
    topCell: name,
    layerMap: sha256,
    dieUm: z
      .object({ width: z.int().min(1).max(100_000), height: z.int().min(1).max(100_000) })
      .describe('Micrometres'),
  }),
  z.object({ gate: z.literal('tape-out'), form: sha256, foundryReference: name }),
  z.object({
    gate: z.literal('mask'),
    masks: z.union([
      z.object({ set: name, revision: name }),
      z.object({ shuttle: name, seat: name }).describe('On a shared reticle'),
    ]),
  }),
  z.object({
    gate: z.literal('wafer-lot'),
    lot: name,
    wafers,
    diameterMm: z.union([z.literal(150), z.literal(200), z.literal(300)]),
  }),
  z.object({
    gate: z.literal('wafer-acceptance'),
    report,
    wafers: wafers.describe('Those that the foundry released'),
    defectsPerM2: z.int().min(0).max(10_000_000).optional().describe('Defect density; 1,000 are 0.1 per cm²'),
  }),
  z.object({ gate: z.literal('probe'), dataset: z.uuid().describe('Wafer data of this run') }),
  z.object({ gate: z.literal('assembly'), lot: name, package: name, units: z.int().min(1).max(1_000_000) }),
  z.object({ gate: z.literal('final-test'), dataset: z.uuid().describe('Test data of this run') }),
  z.object({
    gate: z.literal('reliability'),
    report,
    htolHours: z.int().min(0).max(100_000),
    failures: z.int().min(0).max(1_000_000),
    esd: z.boolean().describe('Electrostatic discharge passed'),
    latchUp: z.boolean().describe('Latch-up passed'),
  }),
  z.object({ gate: z.literal('board'), board: name, revision: name, sha256 }),
  z.object({ gate: z.literal('buyer-acceptance'), report }),
]);
export type Evidence = z.output<typeof evidence>;
export type EvidenceOf<Of extends Gate> = Extract<Evidence, { gate: Of }>;

/** Hours at operating life that a part must have lasted (HTOL). */
export const HTOL_HOURS = 1_000;

/** Who says whether a gate is passed, where it is not an officer of the agency. */
export const ASKED = {
  'tape-out': 'foundry',
  mask: 'foundry',
  'wafer-lot': 'foundry',
  'wafer-acceptance': 'foundry',
  assembly: 'package-house',
  'buyer-acceptance': 'buyer',
} as const satisfies Partial<Record<Gate, string>>;
export type AskedParty = (typeof ASKED)[keyof typeof ASKED];
export const askedAt = (gate: Gate): AskedParty | undefined =>
  (ASKED as Partial<Record<Gate, AskedParty>>)[gate];

/** A gate that nobody can waive: what the run is made for. */
export const NEVER_WAIVED: Gate = 'buyer-acceptance';
