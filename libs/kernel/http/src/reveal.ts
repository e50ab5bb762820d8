/** Opens what is sealed in an answer. Provided by the module for personal data under this class; without one, answers leave as they are. */
export abstract class Reveal {
  /** Sealed texts opened; personal fields masked, or opened, too, where `unmasked`. */
  abstract reveal(body: unknown, unmasked: boolean): Promise<unknown>;
  /** Whether a request brings something that would be opened on its way out: what is sealed comes from inside alone. */
  abstract refuses(input: unknown): boolean;
}
