/**
 * Two titles (과제명) are of a similar item from this share of common trigrams on, in percent, where the definition does not say another. The
 * officer sees the figure and judges.
 */
export const SIMILAR_FROM = 70;

/** Trigrams of a title's letters and digits, without case, width or spacing; sorted. A title of fewer than three is one gram. */
export function titleGrams(title: string): string[] {
  const letters = [
    ...title
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ''),
  ];
  if (letters.length === 0) return [];
  const grams = new Set<string>();
  for (let at = 0; at === 0 || at + 3 <= letters.length; at += 1)
    grams.add(letters.slice(at, at + 3).join(''));
  return [...grams].sort();
}

/** Dice's coefficient in whole percent, rounded down. */
export function similarity(common: number, oneSize: number, otherSize: number): number {
  return oneSize + otherSize === 0 ? 0 : Math.floor((200 * common) / (oneSize + otherSize));
}
