import { patternOf, normalised } from './extract.js';

const LETTERS = 'ABCDEFGHIJ';
/** How answers name their choice, the clearest first: "정답: B", "The answer is (B)", nothing but a letter, a letter at the beginning, one anywhere. */
const WAYS = [
  '(?i)(?:정답|답|answer)(?:은|는| is)?\\s*[:：]?\\s*\\**[(\\[]?([A-J])[)\\]]?(?:[^A-Za-z]|$)',
  '\\A\\W*([A-Ja-j])\\W*\\z',
  '^\\s*\\**[(\\[]?([A-J])[)\\].:]?\\**(?:[^A-Za-z]|$)',
  '(?:^|[^A-Za-z])([A-J])(?:[^A-Za-z]|$)',
];
const PLAIN = { ignoreCase: true, ignorePunctuation: true };

/** The letter that an answer chooses; undefined: none, or it names several and none clearly. */
export function choiceIn(answer: string, choices: readonly string[]): string | undefined {
  const known = LETTERS.slice(0, choices.length);
  for (const way of WAYS) {
    const named = new Set<string>();
    const matcher = patternOf(way).matcher(answer);
    while (matcher.find()) {
      const letter = matcher.group(1)?.toUpperCase();
      if (letter && known.includes(letter)) named.add(letter);
    }
    if (named.size === 1) return [...named][0];
    if (named.size > 1) return undefined;
  }
  const said = normalised(answer, PLAIN);
  const same = choices.flatMap((choice, at) => (normalised(choice, PLAIN) === said ? [known[at]!] : []));
  return same.length === 1 ? same[0] : undefined;
}
