/** Masks as lists show them: enough to tell two people apart, too little to know one. */

/** `홍길동` → `홍*동`, `이도` → `이*`, `Minsu Example` → `M**** E******`. */
export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => {
      const characters = [...word];
      const hangul = /^\p{Script=Hangul}+$/u.test(word);
      const last = hangul && characters.length > 2 ? characters.at(-1) : '';
      return characters[0] + '*'.repeat(Math.max(1, characters.length - (last ? 2 : 1))) + last;
    })
    .join(' ');
}

/** `minsu@agency.test` → `mi***@agency.test`; of short names one character at most. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const shown = at > 3 ? 2 : at > 1 ? 1 : 0;
  return `${email.slice(0, shown)}***${email.slice(at)}`;
}

/** `010-1234-5678` → `***-****-5678`; short numbers whole. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '').length;
  let seen = 0;
  return phone.replace(/\d/g, (digit) => (++seen > digits - 4 && digits > 7 ? digit : '*'));
}

/** Any personal value, by its shape. What is no text shows nothing. */
export function maskValue(value: unknown): string {
  if (typeof value !== 'string' || value === '') return '***';
  if (value.includes('@')) return maskEmail(value);
  return /\d{3}/.test(value) ? maskPhone(value) : maskName(value.trim() || '*');
}
