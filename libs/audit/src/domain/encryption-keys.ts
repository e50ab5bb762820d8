import type { Decider, EventsOf } from '@doyak/kernel/decider';
import type { encryptionKeysEvents } from './encryption-keys.events.js';

type Rotated = EventsOf<typeof encryptionKeysEvents>;

export const ENCRYPTION_KEYS_STREAM = 'encryption-keys';

/** That the key-encryption key was rotated (키 교체): which key went, which came. The keys themselves are where the settings say. */
export const encryptionKeys: Decider<
  { readonly rotations: number },
  { readonly type: 'RecordRotation' } & Rotated['data'],
  Rotated
> = {
  name: 'encryption-keys',
  initialState: { rotations: 0 },
  evolve: ({ rotations }) => ({ rotations: rotations + 1 }),
  decide: ({ from, to, rewrapped }) => [
    { type: 'EncryptionKeyRotated', data: { from: [...from], to, rewrapped } },
  ],
};
