import { type Decider, defineEvents, event, type EventsOf, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

/** A small aggregate for tests and benches of the event store: a box that is opened under a unique label and counts. */
export const boxEvents = defineEvents(
  event('BoxOpened', { stored: 'testing.box-opened', version: 1, schema: z.object({ label: z.string() }) }),
  event('BoxCounted', {
    stored: 'testing.box-counted',
    version: 2,
    schema: z.object({ by: z.int(), note: z.string() }),
    older: {
      1: { schema: z.object({ by: z.int() }), upcast: (old: { by: number }) => ({ ...old, note: '' }) },
    },
  }),
  event('BoxClosed', { stored: 'testing.box-closed', version: 1, schema: z.object({}) }),
);
export type BoxEvent = EventsOf<typeof boxEvents>;

export type BoxCommand =
  { type: 'OpenBox'; label: string } | { type: 'Count'; by: number; note?: string } | { type: 'CloseBox' };

export interface BoxState {
  readonly open: boolean;
  readonly label: string;
  readonly count: number;
}

export const box: Decider<BoxState, BoxCommand, BoxEvent> = {
  name: 'box',
  initialState: { open: false, label: '', count: 0 },
  evolve(state, { type, data }) {
    switch (type) {
      case 'BoxOpened':
        return { open: true, label: data.label, count: 0 };
      case 'BoxCounted':
        return { ...state, count: state.count + data.by };
      case 'BoxClosed':
        return { ...state, open: false };
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'OpenBox':
        if (state.open) throw new Refusal('conflict', 'BOX_OPEN', 'The box is open already');
        return [{ type: 'BoxOpened', data: { label: command.label } }];
      case 'Count':
        if (!state.open) throw new Refusal('conflict', 'BOX_NOT_OPEN', 'The box is not open');
        return command.by === 0
          ? []
          : [{ type: 'BoxCounted', data: { by: command.by, note: command.note ?? '' } }];
      case 'CloseBox':
        if (!state.open) throw new Refusal('conflict', 'BOX_NOT_OPEN', 'The box is not open');
        return [{ type: 'BoxClosed', data: {} }];
    }
  },
  claims(event, state) {
    const label = (text: string) => [{ name: 'box-label', key: text }];
    if (event.type === 'BoxOpened') return { take: label(event.data.label) };
    if (event.type === 'BoxClosed') return { release: label(state.label) };
    return {};
  },
};
