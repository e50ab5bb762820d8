import { checkBusinessNumber, formatBusinessNumber } from '@doyak/kernel/korean-ids';

/** Business numbers that pass their check digit, of a tax office that does not exist (999): they belong to nobody. */
export function businessNumber(nth: number): string {
  const first = `99981${String(nth).padStart(4, '0')}`;
  for (let digit = 0; digit < 10; digit += 1)
    if (checkBusinessNumber(`${first}${digit}`).ok) return formatBusinessNumber(`${first}${digit}`);
  throw new RangeError(`There is no business number ${nth}`);
}
