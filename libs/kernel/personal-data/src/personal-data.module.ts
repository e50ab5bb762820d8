import { CryptoModule } from '@doyak/kernel/crypto';
import { EventSeals } from '@doyak/kernel/event-store';
import { Reveal } from '@doyak/kernel/http';
import { Global, Module } from '@nestjs/common';
import { DataKeys } from './data-keys.js';
import { FileKeyEncryptionKeys, KeyEncryptionKeys } from './key-encryption-keys.js';
import { PersonalData } from './personal-data.js';
import { PersonalDataReveal } from './reveal.js';
import { SearchHashes } from './search-hashes.js';

/** Needs the modules of config and database. Events are sealed, and answers opened, wherever it is imported. */
@Global()
@Module({
  imports: [CryptoModule],
  providers: [
    { provide: KeyEncryptionKeys, useClass: FileKeyEncryptionKeys },
    ...[DataKeys, PersonalData, SearchHashes],
    { provide: EventSeals, useExisting: PersonalData },
    { provide: Reveal, useClass: PersonalDataReveal },
  ],
  exports: [KeyEncryptionKeys, DataKeys, PersonalData, SearchHashes, EventSeals, Reveal],
})
export class PersonalDataModule {}
