/** The form of a text in which it is looked through. */
export const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * Pairs of letters that follow one another within a word, each once. Korean joins particles (조사) to its words, so that whole words would not be
 * found: any part of two letters or more is (as CJK analysers of search engines do it).
 */
export function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const word of folded(text).split(/\s+/)) {
    const letters = [...word];
    for (let at = 1; at < letters.length; at += 1) grams.add(letters[at - 1]! + letters[at]!);
  }
  return [...grams];
}

/** What a query asks for: parts of words, each of two letters at least. */
export function termsOf(query: string): string[] {
  const words = folded(query).split(/\s+/);
  return [...new Set(words.filter((word) => [...word].length >= 2))];
}
