import { describe, expect, it } from '@jest/globals';
import { checkPassword } from './password-policy.js';

const about = ['minsu.example@agency.test', 'Minsu Example'];

describe('password policy', () => {
  it.each(['correct horse battery staple', '봄바람이 불어오는 언덕', 'xK7#mQ2$vL9@'])(
    'takes "%s"',
    (password) => {
      expect(() => checkPassword(password, about)).not.toThrow();
    },
  );

  it.each([
    ['short', 'PASSWORD_TOO_SHORT'],
    ['x'.repeat(129), 'PASSWORD_TOO_LONG'],
    ['password1234', 'PASSWORD_GUESSABLE'],
    ['123456789012', 'PASSWORD_GUESSABLE'],
    ['qwertyuiop12', 'PASSWORD_GUESSABLE'],
    ['aaaaaaaaaaaaaaaa', 'PASSWORD_GUESSABLE'],
    ['minsu.example2026', 'PASSWORD_GUESSABLE'],
    ['doyakdoyakdoyak', 'PASSWORD_GUESSABLE'],
  ])('refuses "%s": %s', (password, code) => {
    expect(() => checkPassword(password, about)).toThrow(code);
  });
});
