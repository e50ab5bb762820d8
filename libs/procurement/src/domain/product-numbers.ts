/**
 * Product classification number (물품분류번호): 8 digits in pairs, segment, family, class and commodity, as in UNSPSC. `00` names a whole level, so
 * that a product has none of it; segments begin at 10.
 */
export function isClassification(text: string): boolean {
  return /^[1-9]\d(?:(?!00)\d{2}){3}$/.test(text);
}

/** The pairs of a product classification number. */
export function levelsOf(classification: string): [string, string, string, string] {
  const pair = (at: number) => classification.slice(2 * at, 2 * at + 2);
  return [pair(0), pair(1), pair(2), pair(3)];
}

/** Product id (물품식별번호): 8 digits, the first of them not 0. */
export function isProductId(text: string): boolean {
  return /^[1-9]\d{7}$/.test(text);
}

/** List number (물품목록번호): classification and product id, 16 digits. */
export function listNumberOf(classification: string, productId: string): string {
  return `${classification}${productId}`;
}

/** The parts of a list number; `undefined` where either is no such number. */
export function partsOfListNumber(text: string): { classification: string; productId: string } | undefined {
  const [classification, productId] = [text.slice(0, 8), text.slice(8)];
  return isClassification(classification) && isProductId(productId)
    ? { classification, productId }
    : undefined;
}
