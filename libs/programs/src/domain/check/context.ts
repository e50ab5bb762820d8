import type { ProgramDefinition } from '../format/definition.js';
import type { Track } from '../format/track.js';
import type { RuleCompiler } from '../rules/rule.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';

export type Path = readonly (string | number)[];
export type Report = (code: string, path: Path, message: string, offset?: number) => void;

/**
 * What the schema left of a definition: a section or track with schema problems is absent, and what would need it is not
 * checked, so that one mistake is told once.
 */
export interface CheckContext {
  readonly sections: Partial<Omit<ProgramDefinition, 'tracks'>>;
  readonly tracks: readonly { readonly track: Track; readonly index: number }[];
  /** Whether every track fits the schema. */
  readonly allTracks: boolean;
  readonly kinds: StageKinds;
  /** Absent when the facts do not fit the schema. */
  readonly compiler: RuleCompiler | undefined;
  readonly report: Report;
}
