import { readFileSync } from 'node:fs';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { checkProgram, OpenRound, PublishProgram, type ProgramDefinition } from '@doyak/programs';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { projectRoot } from '../../composition/src/version.js';

const DAY = 86_400_000;

/** Slots of each track in a demo round. */
const SLOTS = { slots: 3, reserves: 2 };

/** Publishes the shipped programs and opens a round of each, from yesterday for four weeks. `by` gives each step its command id. */
export async function seedDemoRounds(
  app: INestApplicationContext,
  by: (step: string) => DecideOptions,
): Promise<void> {
  const bus = app.get(CommandBus, { strict: false });
  for (const [at, file] of ['minimal', 'ai-levelup'].entries()) {
    const text = readFileSync(`${projectRoot}programs/${file}.yaml`, 'utf8');
    const { definition } = checkProgram(text) as { definition: ProgramDefinition };
    const { id, title } = definition.program;
    await bus.execute(new PublishProgram(id, text, by(`publish:${id}`)));
    const opened = by(`round:${id}`);
    const day = new Date(opened.now.getTime() - DAY).toISOString();
    await bus.execute(
      new OpenRound(
        {
          programId: id,
          programVersion: 1,
          notice: { number: `2026-${at + 1}`, title: title.en, date: day.slice(0, 10) },
          opensAt: day,
          closesAt: new Date(opened.now.getTime() + 28 * DAY).toISOString(),
          offers: definition.tracks.map((track) => ({
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
