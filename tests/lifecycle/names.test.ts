import { searchForNames } from '../../src/lifecycle/name-search';

const PERSON = { LastName: '', UserName: 'zz', Email: 'zz@example.com', Email2: '', Email3: '' };

const named = (LastName: string, reason: string): string | undefined =>
  searchForNames({ ...PERSON, LastName })(reason);

test.each([
  ['Tanner', 'Tanner asked'],
  ['Tanner', 'TANNER’S LETTER'],
  ['Tanner', 'see (tanner)'],
  ['Tanner', 'Ｔａｎｎｅｒ asked'],
  ['Tanner', 'Tan\u00adner asked'],
  ['Müller', 'frau MU\u0308LLER'],
  ['Groß', 'HERR GROSS'],
  ['A', 'a wish'],
  ['O’Brien', "letter of o'brien"],
  ['van der Berg', 'VAN DER BERG asked'],
  ['van der Berg', 'Mr. Berg asked'],
  ['Ng (jr.)', 'Mr. NG JR asked'],
  ['Müller-Schmidt', 'Frau Schmidt asked'],
  ['Παππάς', 'κ. ΠΑΠΠΆΣ'],
  ['Иванов', 'просьба: ИВАНОВ'],
  ['山田', '山田さんの依頼'],
  ['สุขใจ', 'คำขอของคุณสุขใจครับ'],
])('the last name %s is in the reason %j', (lastName, reason) => {
  expect(named(lastName, reason)).toBeDefined();
});

test.each([
  ['Tanner', 'the tanners and Tannerson'],
  ['Müller', 'Mueller'],
  ['van der Berg', 'Article 17 der DSGVO, van 3 mei'],
  ['A', 'An article'],
  ['-', 'a - b'],
  ['', 'asked for'],
])('the last name %s is not in the reason %j', (lastName, reason) => {
  expect(named(lastName, reason)).toBeUndefined();
});

test.each([
  ['zz left', 'zz'],
  ['mail of ZZ@EXAMPLE.COM', 'zz'],
  ['Article 17', undefined],
])('of %j the user name or the address is told: %s', (reason, word) => {
  expect(named('Tanner', reason)).toBe(word);
});

test('the word that is told is the one of the name', () => {
  expect(named('Müller-Schmidt', 'Frau SCHMIDT asked')).toBe('Schmidt');
  expect(named('Tanner', 'TANNER asked')).toBe('Tanner');
});
