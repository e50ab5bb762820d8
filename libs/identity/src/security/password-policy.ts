import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { Refusal } from '@doyak/kernel/decider';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;
/** Of 0–4: fewer than 10^8 guesses are too few where an attacker is slowed down and far too few where not. */
const LEAST_SCORE = 3;
/** The estimate of a long text takes long, and nothing after this many characters makes it weaker. */
const ESTIMATED_CHARACTERS = 48;

let estimator: ZxcvbnFactory | undefined;

/**
 * Length and guessability, no rules of composition (NIST SP 800-63B 3.1.1.2). `about` are words an attacker would try first:
 * parts of the e-mail address and name. Refusals: PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_GUESSABLE.
 */
export function checkPassword(password: string, about: readonly string[]): void {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < SHORTEST_PASSWORD) {
    throw refusal('PASSWORD_TOO_SHORT', `A password has at least ${SHORTEST_PASSWORD} characters.`);
  }
  if (characters.length > LONGEST_PASSWORD) {
    throw refusal('PASSWORD_TOO_LONG', `A password has at most ${LONGEST_PASSWORD} characters.`);
  }
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = about.flatMap((text) => [text, ...text.split('@'), ...text.split(/[^\p{L}\p{N}]+/u)]);
  const estimate = estimator.check(characters.slice(0, ESTIMATED_CHARACTERS).join(''), ['doyak', ...words]);
  if (estimate.score < LEAST_SCORE) {
    throw refusal(
      'PASSWORD_GUESSABLE',
      'This password is easy to guess: take a few words that have nothing in common.',
    );
  }
}

function refusal(code: string, detail: string): Refusal {
  return new Refusal('rule', code, detail, [{ pointer: '/password', code, detail }]);
}
