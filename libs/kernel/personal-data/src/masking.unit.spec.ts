import { describe, expect, it } from '@jest/globals';
import { maskEmail, maskName, maskPhone } from './masking.js';

describe('masks', () => {
  it.each([
    ['홍길동', '홍*동'],
    ['이도', '이*'],
    ['남궁민수', '남**수'],
    ['Minsu Example', 'M**** E******'],
    ['A', 'A*'],
  ])('name %s → %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it.each([
    ['minsu@agency.test', 'mi***@agency.test'],
    ['abc@agency.test', 'a***@agency.test'],
    ['a@agency.test', '***@agency.test'],
  ])('e-mail %s → %s', (email, masked) => expect(maskEmail(email)).toBe(masked));

  it.each([
    ['010-1234-5678', '***-****-5678'],
    ['+82 2 123 4567', '+** * *** 4567'],
    ['1234567', '*******'],
  ])('phone %s → %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));
});
