import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  businessNumber,
  checkBusinessNumber,
  checkCorporateNumber,
  containsResidentNumber,
  corporateNumber,
  formatBusinessNumber,
  formatCorporateNumber,
  withoutResidentNumber,
} from './index.js';
import { z } from 'zod';

describe('business registration number', () => {
  it.each(['124-81-00998', '220-81-62517', '120-81-47521', '123-45-67891'])('%s is valid', (text) => {
    expect(checkBusinessNumber(text)).toEqual({ ok: true, value: text.replaceAll('-', ''), warnings: [] });
  });

  it.each([
    ['220-81-62518', 'CHECK_DIGIT'],
    ['220-81-6251', 'LENGTH'],
    ['220-81-625170', 'LENGTH'],
    ['220-81-6251A', 'LENGTH'],
    ['', 'LENGTH'],
    ['000-00-00000', 'UNASSIGNED'],
  ])('%s is refused: %s', (text, fault) => {
    expect(checkBusinessNumber(text)).toEqual({ ok: false, fault });
  });

  it('accepts exactly one check digit for each nine digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 101_000_000, max: 999_999_999 }), (nine) => {
        const valid = [...'0123456789'].filter((digit) => checkBusinessNumber(`${nine}${digit}`).ok);
        expect(valid).toHaveLength(1);
      }),
    );
  });

  it('is stored as digits and shown with hyphens', () => {
    expect(businessNumber().parse('124 81 00998')).toBe('1248100998');
    expect(formatBusinessNumber('1248100998')).toBe('124-81-00998');
    const refused = businessNumber().safeParse('220-81-62518');
    expect(refused.error?.issues[0]).toMatchObject({ params: { code: 'CHECK_DIGIT' } });
  });
});

describe('corporate registration number', () => {
  it.each(['130111-0006246', '110111-1707178'])('%s is valid', (text) => {
    expect(checkCorporateNumber(text)).toEqual({ ok: true, value: text.replaceAll('-', ''), warnings: [] });
  });

  it('warns of a wrong check digit and does not refuse', () => {
    expect(checkCorporateNumber('110111-1707179')).toEqual({
      ok: true,
      value: '1101111707179',
      warnings: ['CHECK_DIGIT_MISSING'],
    });
    expect(corporateNumber().parse('110111-1707179')).toBe('1101111707179');
    expect(formatCorporateNumber('1101111707179')).toBe('110111-1707179');
  });

  it.each([
    ['110111-170717', 'LENGTH'],
    ['0000000000000', 'UNASSIGNED'],
    // Made-up person born 1990-01-01 with a correct resident check digit.
    ['900101-1234568', 'RESIDENT_NUMBER'],
  ])('%s is refused: %s', (text, fault) => {
    expect(checkCorporateNumber(text)).toEqual({ ok: false, fault });
  });
});

describe('resident registration number in a text', () => {
  it.each([
    '900101-1234568',
    'my number is 9001011234568, thanks',
    '９００１０１－１２３４５６８',
    '000229 3000000',
    '900101–5000000',
  ])('finds it in "%s"', (text) => {
    expect(containsResidentNumber(text)).toBe(true);
    expect(withoutResidentNumber(z.string()).safeParse(text).success).toBe(false);
  });

  it.each(['901301-1234568', '900230-1234567', '010-1234-5678', '124-81-00998', '19001011234568', 'Doyak'])(
    'lets "%s" pass',
    (text) => {
      expect(containsResidentNumber(text)).toBe(false);
      expect(withoutResidentNumber(z.string()).parse(text)).toBe(text);
    },
  );

  it('never throws and never hangs, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => typeof containsResidentNumber(text) === 'boolean'),
    );
  });
});
