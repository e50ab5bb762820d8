import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Config } from '@doyak/kernel/config';

/** argon2id, 19 MiB, 2 passes, 1 lane: the first choice of the OWASP Password Storage Cheat Sheet. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** A stored password: PHC string, and which pepper went into it. */
export interface StoredHash {
  readonly hash: string;
  /** First 8 bytes of the pepper's SHA-256, hex; null: hashed without one. */
  readonly pepperId: string | null;
}

/** Hashes passwords, and spends the same work where there is nothing to compare with. */
@Injectable()
export class PasswordHasher {
  private readonly pepper: Buffer | undefined;
  private readonly pepperId: string | null;
  private decoy: Promise<StoredHash> | undefined;

  constructor(@Inject(Config) config: Pick<Config, 'passwordPepper'>) {
    const pepper = config.passwordPepper;
    this.pepper = pepper === undefined ? undefined : Buffer.from(pepper);
    this.pepperId =
      pepper === undefined ? null : createHash('sha256').update(pepper).digest('hex').slice(0, 16);
  }

  async hash(password: string): Promise<StoredHash> {
    const text = await hash(normalise(password), { ...PARAMETERS, secret: this.pepper });
    return { hash: text, pepperId: this.pepperId };
  }

  /**
   * Whether the password is the stored one. Without a stored one, or with one of a lost pepper, a decoy is hashed and the answer is
   * false, so that time tells nothing.
   */
  async verify(password: string, stored: StoredHash | null): Promise<boolean> {
    const known = stored !== null && (stored.pepperId === null || stored.pepperId === this.pepperId);
    this.decoy ??= this.hash('a decoy that nobody has');
    const against = known ? stored : await this.decoy;
    const secret = against.pepperId === null ? undefined : this.pepper;
    return (await verify(against.hash, normalise(password), { secret })) && known;
  }

  /** Whether a hash was made with other parameters or another pepper than today's. */
  isOutdated(stored: StoredHash): boolean {
    if (stored.pepperId !== this.pepperId) return true;
    const used = parseOptions(stored.hash);
    return Object.entries(PARAMETERS).some(
      ([name, value]) => used[name as keyof typeof PARAMETERS] !== value,
    );
  }
}

/** NIST SP 800-63B 3.1.1.2: the same characters typed on another keyboard are the same password. */
function normalise(password: string): string {
  return password.normalize('NFKC');
}
