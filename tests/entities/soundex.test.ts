import { soundex } from '../../src/entities/soundex';

test.each([
  ['Smith', 'S530'],
  ['Smyth', 'S530'],
  ['Schmidt', 'S530'],
  ['a', 'A000'],
  ['Abfpv', 'A100'],
  ['acgjkqsxz', 'A200'],
  ['Bab', 'B100'],
  ['Bb', 'B000'],
  ['Pfister', 'P236'],
  ['Dt', 'D000'],
  ['Llull', 'L400'],
  ['Mnemonic', 'M552'],
  ['Rarer', 'R660'],
  ['Tymczak', 'T522'],
  ['Müller', 'M460'],
  ["O'Brien", 'O165'],
  ['123 Robert', 'R163'],
  ['Washington', 'W252'],
])('%s sounds like %s', (text, code) => {
  expect(soundex(text)).toBe(code.toLowerCase().charAt(0) + code.slice(1));
});

test.each(['', '123', '日本'])('%j has no sound', (text) => {
  expect(soundex(text)).toBeNull();
});
