import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const programEvents = defineEvents(
  event('ProgramDraftSaved', {
    stored: 'programs.program-draft-saved',
    version: 1,
    // The text as its author wrote it, comments included; `problems` counts what the check found.
    schema: z.object({ programId: z.string(), text: z.string(), problems: z.int() }),
  }),
  event('ProgramPublished', {
    stored: 'programs.program-published',
    version: 1,
    schema: z.object({
      programId: z.string(),
      version: z.int(),
      digest,
      text: z.string(),
      definition: z.record(z.string(), z.json()),
    }),
  }),
);
export type ProgramEvent = EventsOf<typeof programEvents>;
type Definition = Extract<ProgramEvent, { type: 'ProgramPublished' }>['data']['definition'];

export type ProgramCommand =
  | { type: 'SaveProgramDraft'; programId: string; text: string; problems: number }
  | {
      type: 'PublishProgram';
      programId: string;
      text: string;
      /** SHA-256 of the definition's RFC 8785 form. */
      digest: string;
      definition: Definition;
    };

export interface ProgramState {
  readonly draft: string | undefined;
  readonly versions: readonly { readonly version: number; readonly digest: string }[];
}

/** A program (사업): drafts until published; each published version is immutable (docs/adr/0008). */
export const program: Decider<ProgramState, ProgramCommand, ProgramEvent> = {
  name: 'program',
  initialState: { draft: undefined, versions: [] },
  evolve(state, event) {
    if (event.type === 'ProgramDraftSaved') return { ...state, draft: event.data.text };
    const { version, digest } = event.data;
    return { draft: undefined, versions: [...state.versions, { version, digest }] };
  },
  decide,
};

function decide(command: Given<ProgramCommand>, state: ProgramState): ProgramEvent[] {
  const { programId, text } = command;
  if (command.type === 'SaveProgramDraft') {
    if (state.draft === text) return [];
    return [{ type: 'ProgramDraftSaved', data: { programId, text, problems: command.problems } }];
  }
  const { digest, definition } = command;
  const same = state.versions.find((known) => known.digest === digest);
  if (same) {
    throw new Refusal('conflict', 'PROGRAM_UNCHANGED', `Version ${same.version} says the same already`);
  }
  const version = state.versions.length + 1;
  return [{ type: 'ProgramPublished', data: { programId, version, digest, text, definition } }];
}
