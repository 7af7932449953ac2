import { ParseErrorCode, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { lineAt } from './file-text';

/** What is wrong with a text that should be JSON. No word of the text: a secret may stand there. */
const PROBLEMS: Readonly<Partial<Record<ParseErrorCode, string>>> = {
  [ParseErrorCode.InvalidSymbol]: 'something stands here that JSON does not know; text needs double quotes',
  [ParseErrorCode.InvalidNumberFormat]: 'a number is not written as JSON has it',
  [ParseErrorCode.PropertyNameExpected]: 'a name in double quotes is missing',
  [ParseErrorCode.ValueExpected]: 'a value is missing',
  [ParseErrorCode.ColonExpected]: 'a colon is missing',
  [ParseErrorCode.CommaExpected]: 'a comma is missing',
  [ParseErrorCode.CloseBraceExpected]: 'a closing brace is missing',
  [ParseErrorCode.CloseBracketExpected]: 'a closing bracket is missing',
  [ParseErrorCode.EndOfFileExpected]: 'something stands behind the end',
  [ParseErrorCode.InvalidCommentToken]: 'a comment stands where none may be',
  [ParseErrorCode.UnexpectedEndOfComment]: 'a comment does not end',
  [ParseErrorCode.UnexpectedEndOfString]: 'a text does not end with a double quote in its line',
  [ParseErrorCode.UnexpectedEndOfNumber]: 'a number does not end',
  [ParseErrorCode.InvalidUnicode]: 'a character is not written as \\u and four digits',
  [ParseErrorCode.InvalidEscapeCharacter]:
    'a backslash stands before a character that it does not go with; the backslash itself is written \\\\',
  [ParseErrorCode.InvalidCharacter]: 'a character stands in a text that must be written with a backslash',
};

/** A text that is no JSON; the message completes a sentence that names the file and the line. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** JSON with comments, and commas behind the last item. Throws a JsonTextError for the first thing that is wrong. */
export function readJson(text: string): Node {
  if (text.trim() === '') throw new JsonTextError('there is nothing in it', 1);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (root && !error) return root;
  // What the parser finds after the first error mostly follows from it.
  const { error: code = ParseErrorCode.ValueExpected, offset = 0 } = error ?? {};
  throw new JsonTextError(PROBLEMS[code] ?? 'this is no JSON', lineAt(text, offset));
}
