import { SaxesParser, type SaxesOptions } from 'saxes';

/** Honest elements have a handful of attributes, and these are short. */
const MAX_ATTRIBUTES_OF_AN_ELEMENT = 64;
const MAX_ATTRIBUTES = 50_000;
const MAX_ATTRIBUTE_LENGTH = 4000;

/**
 * A parser that knows all of XML, and gives up as soon as it meets an attribute past a limit: it throws what `refuse`
 * makes of the problem and of its place, counted from 1.
 */
export function boundedParser<O extends SaxesOptions>(
  options: O,
  refuse: (problem: string, line: number, column: number) => Error,
): SaxesParser<O> {
  const parser = new SaxesParser<O>(options);
  let ofElement = 0;
  let inAll = 0;
  const problemWith = (length: number): string | undefined => {
    if (ofElement > MAX_ATTRIBUTES_OF_AN_ELEMENT)
      return `An element has more than ${MAX_ATTRIBUTES_OF_AN_ELEMENT} attributes.`;
    if (inAll > MAX_ATTRIBUTES) return `There are more than ${MAX_ATTRIBUTES} attributes.`;
    return length > MAX_ATTRIBUTE_LENGTH
      ? `An attribute is longer than ${MAX_ATTRIBUTE_LENGTH} characters.`
      : undefined;
  };
  parser.on('opentagstart', () => {
    ofElement = 0;
  });
  parser.on('attribute', ({ name, value }) => {
    ofElement += 1;
    inAll += 1;
    const problem = problemWith(name.length + value.length);
    if (problem !== undefined) throw refuse(problem, parser.line, parser.column + 1);
  });
  return parser;
}
