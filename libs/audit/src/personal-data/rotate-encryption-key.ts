import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { DataKeys } from '@doyak/kernel/personal-data';
import { ENCRYPTION_KEYS_STREAM, encryptionKeys } from '../domain/encryption-keys.js';

/**
 * Wraps the data key of every person with a new key-encryption key and destroys the one before: no event and no sealed value changes, and an old
 * backup of the database can be read by nobody any more.
 */
export class RotateEncryptionKey extends Command<{ readonly to: string; readonly rewrapped: number }> {
  constructor(readonly context: DecideOptions) {
    super();
  }
}

@CommandHandler(RotateEncryptionKey)
export class RotateEncryptionKeyHandler implements ICommandHandler<RotateEncryptionKey> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(DataKeys) private readonly keys: DataKeys,
  ) {}

  async execute({ context }: RotateEncryptionKey): Promise<{ to: string; rewrapped: number }> {
    const done = await this.keys.rotate();
    // Recorded after it: what has been done stands whether or not it could be recorded, and it can be done again.
    await this.store.decide(
      ENCRYPTION_KEYS_STREAM,
      encryptionKeys,
      { type: 'RecordRotation', ...done },
      context,
    );
    return { to: done.to, rewrapped: done.rewrapped };
  }
}
