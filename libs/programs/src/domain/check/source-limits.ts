/** Bounds of the text of a definition. A definition of nine tracks has some 100 KB, 12 levels and 10,000 values. */
export const SOURCE_LIMITS = {
  /** UTF-16 code units. */
  characters: 2_000_000,
  depth: 40,
  /** Values after aliases are replaced by what they stand for. */
  values: 200_000,
  /** Syntax problems reported at once. */
  problems: 50,
} as const;
