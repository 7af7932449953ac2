import { NotTextError, textOf } from '../../src/input/file-text';
import { EncodingError } from '../../src/xml/decode';

const TEXT = 'Näme;Größe\r\n東京 "x"\r\n😀';
const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('the text of a file', () => {
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16LE with a mark', utf16(`\ufeff${TEXT}`, 'le')],
    ['UTF-16BE with a mark', utf16(`\ufeff${TEXT}`, 'be')],
    ['UTF-16LE without a mark', utf16(TEXT, 'le')],
    ['UTF-16BE without a mark', utf16(TEXT, 'be')],
  ])('in %s', (_title, bytes) => {
    expect(textOf(bytes)).toBe(TEXT);
  });

  test.each([
    ['windows-1252', [0x80, 0x92, 0x9f, 0xe4], '€’Ÿä'],
    ['Latin1', [0x80, 0xfc], '€ü'],
    ['windows-1251', [0xe4], 'д'],
    ['macintosh', [0x8a], 'ä'],
  ])('in %s, where that is named', (label, bytes, text) => {
    expect(textOf(Uint8Array.from(bytes), label)).toBe(text);
  });

  test('a mark says more than a name', () => {
    expect(textOf(Buffer.from('\ufeffé'), 'windows-1252')).toBe('é');
  });

  test('an encoding that nobody knows', () => {
    expect(() => textOf(Buffer.from('x'), 'ansi-9')).toThrow(new EncodingError('unknown encoding', 'ansi-9'));
  });

  test('nothing', () => {
    expect(textOf(Buffer.alloc(0))).toBe('');
  });
});

describe('bytes that are no text are told by line', () => {
  test.each<[string, Buffer, number, string]>([
    ['UTF-8', Buffer.from('a\nb\nJ\xfcrgen\n', 'latin1'), 3, 'utf-8'],
    ['UTF-8 with CRLF', Buffer.from('a\r\nb\r\nJ\xfcrgen\r\n', 'latin1'), 3, 'utf-8'],
    ['UTF-8 with CR', Buffer.from('a\rb\rJ\xfcrgen', 'latin1'), 3, 'utf-8'],
    ['UTF-8 that ends in the middle', Buffer.from('a\n\xc3', 'latin1'), 2, 'utf-8'],
    ['UTF-16 with half a pair', Buffer.from('\ufeffa\n\ud83d!\n', 'utf16le'), 2, 'utf-16le'],
    ['UTF-16 with an odd byte', Buffer.from('\xff\xfea\0\n\0b', 'latin1'), 2, 'utf-16le'],
    [
      'UTF-16 whose characters hold a 10',
      Buffer.from('\ufeff\u0a0a\u0d0a\n\ud83d', 'utf16le'),
      2,
      'utf-16le',
    ],
  ])('%s', (_title, bytes, line, encoding) => {
    expect(() => textOf(bytes)).toThrow(new NotTextError(line, encoding));
    expect(() => textOf(bytes)).toThrow(expect.objectContaining({ line, encoding }) as Error);
  });
});
