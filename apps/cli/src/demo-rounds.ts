import { readFileSync } from 'node:fs';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { OpenRound, Programs, PublishProgram, SaveProgramDraft } from '@doyak/programs';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { projectRoot } from '../../composition/src/version.js';
import { knownCommands } from './known-commands.js';

const DAY = 86_400_000;

const programs = [
  { file: 'minimal', id: 'ai-voucher' },
  { file: 'ai-levelup', id: 'ai-levelup' },
];
const roundStep = (program: string) => `round:${program}`;

/** The last step of each program. */
export const demoRoundSteps = programs.map(({ id }) => roundStep(id));

/** Slots of each track in a demo round. */
const SLOTS = { slots: 3, reserves: 2 };

/**
 * Publishes the shipped programs and opens a round of each, from yesterday for four weeks. `by` gives each step its command id; the
 * `publisher` is another person than the one who drafts.
 */
export async function seedDemoRounds(
  app: INestApplicationContext,
  by: (step: string, person?: string) => DecideOptions,
  publisher: string,
): Promise<void> {
  const bus = app.get(CommandBus, { strict: false });
  for (const [at, { file, id }] of programs.entries()) {
    const opened = by(roundStep(id));
    const publish = by(`publish:${id}`, publisher);
    const known = await knownCommands(app, [opened.commandId, publish.commandId]);
    if (known.has(opened.commandId)) continue;
    const text = readFileSync(`${projectRoot}programs/${file}.yaml`, 'utf8');
    if (!known.has(publish.commandId)) {
      await bus.execute(new SaveProgramDraft(id, text, by(`draft:${id}`)));
      await bus.execute(new PublishProgram(id, publish));
    }
    const { program, tracks } = await app.get(Programs, { strict: false }).definition(id, 1);
    const day = new Date(opened.now.getTime() - DAY).toISOString();
    await bus.execute(
      new OpenRound(
        {
          programId: id,
          programVersion: 1,
          notice: { number: `2026-${at + 1}`, title: program.title.en, date: day.slice(0, 10) },
          opensAt: day,
          closesAt: new Date(opened.now.getTime() + 28 * DAY).toISOString(),
          offers: tracks.map((track) => ({
            ...SLOTS,
            track: track.id,
            budget: track.funding.reduce((sum, { amount }) => sum + amount, 0),
          })),
        },
        opened,
      ),
    );
  }
}
