import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Definition, ProgramEvent } from './program.events.js';

export type ProgramCommand =
  | { type: 'SaveProgramDraft'; programId: string; text: string; problems: number }
  | {
      type: 'PublishProgram';
      programId: string;
      /** The draft that was checked. */
      text: string;
      /** SHA-256 of the definition's RFC 8785 form. */
      digest: string;
      definition: Definition;
    }
  | { type: 'RetireProgramVersion'; programId: string; version: number; reason: string };

export interface ProgramState {
  /** `by`: everyone who has saved since the last publication. */
  readonly draft: { readonly text: string; readonly by: readonly string[] } | undefined;
  readonly versions: readonly {
    readonly version: number;
    readonly digest: string;
    readonly retired: boolean;
  }[];
}

/**
 * A program (사업): drafts until another person than those who drafted publishes; each published version is immutable (docs/adr/0008). A
 * retired version takes no new rounds; its cases go on.
 */
export const program: Decider<ProgramState, ProgramCommand, ProgramEvent> = {
  name: 'program',
  initialState: { draft: undefined, versions: [] },
  evolve(state, { type, data }) {
    switch (type) {
      case 'ProgramDraftSaved': {
        const by = new Set([...(state.draft?.by ?? []), ...(data.by === undefined ? [] : [data.by])]);
        return { ...state, draft: { text: data.text, by: [...by] } };
      }
      case 'ProgramPublished': {
        const { version, digest } = data;
        return { draft: undefined, versions: [...state.versions, { version, digest, retired: false }] };
      }
      case 'ProgramVersionRetired':
        return {
          ...state,
          versions: state.versions.map((one) =>
            one.version === data.version ? { ...one, retired: true } : one,
          ),
        };
    }
  },
  decide,
};

function decide(command: Given<ProgramCommand>, state: ProgramState): ProgramEvent[] {
  const { programId } = command;
  switch (command.type) {
    case 'SaveProgramDraft': {
      const { text, problems, actor } = command;
      if (state.draft?.text === text) return [];
      return [{ type: 'ProgramDraftSaved', data: { programId, text, problems, by: actor.id } }];
    }
    case 'PublishProgram':
      return publish(command, state);
    case 'RetireProgramVersion': {
      const { version, reason } = command;
      const known = state.versions.find((one) => one.version === version);
      if (!known) throw new Refusal('not-found', 'PROGRAM_NOT_FOUND', 'There is no such program or version');
      if (known.retired) return [];
      return [{ type: 'ProgramVersionRetired', data: { programId, version, reason } }];
    }
  }
}

function publish(
  { programId, text, digest, definition, actor }: Given<Extract<ProgramCommand, { type: 'PublishProgram' }>>,
  { draft, versions }: ProgramState,
): ProgramEvent[] {
  if (!draft) throw new Refusal('conflict', 'NO_DRAFT', 'There is no draft to publish; save one first');
  if (draft.text !== text)
    throw new Refusal('conflict', 'DRAFT_CHANGED', 'The draft was saved anew while it was checked');
  // Whoever works at the terminal owns the machine, and is recorded as such.
  if (actor.kind === 'key' || (actor.kind === 'person' && draft.by.includes(actor.id))) {
    throw new Refusal(
      'rule',
      'DRAFTER_MAY_NOT_PUBLISH',
      'A person who has not worked on the draft publishes it (four eyes)',
    );
  }
  const same = versions.find((known) => known.digest === digest);
  if (same) {
    throw new Refusal('conflict', 'PROGRAM_UNCHANGED', `Version ${same.version} says the same already`);
  }
  const version = versions.length + 1;
  const draftedBy = [...draft.by];
  return [{ type: 'ProgramPublished', data: { programId, version, digest, text, definition, draftedBy } }];
}
