import {
  createScanner,
  ParseErrorCode,
  parseTree,
  SyntaxKind,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { Lines } from './lines';

/** The sentences about syntax errors of JSON. They do not quote the text, as it may hold a secret. */
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

/** A text that is not JSON; the message completes a sentence that names the file and the line. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/** A parsed JSON text, whose nodes know their lines. */
export interface JsonText {
  readonly root: Node;
  readonly lines: Lines;
}

/** The limit of nesting, as the parser is recursive. */
const DEEPEST = 100;

function requireShallow(text: string, lines: Lines): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) depth += 1;
    if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) depth -= 1;
    if (depth > DEEPEST) {
      throw new JsonTextError(
        `lists and objects are nested deeper than ${DEEPEST} here`,
        lines.at(scanner.getTokenOffset()),
      );
    }
  }
}

/** JSON with comments, and commas behind the last item. Throws a JsonTextError for the first problem. */
export function readJson(text: string): JsonText {
  if (text.trim() === '') throw new JsonTextError('there is nothing in it', 1);
  const lines = new Lines(text);
  requireShallow(text, lines);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (root && !error) return { root, lines };
  // Later errors of the parser mostly follow from the first.
  const { error: code = ParseErrorCode.ValueExpected, offset = 0 } = error ?? {};
  throw new JsonTextError(PROBLEMS[code] ?? 'this is no JSON', lines.at(offset));
}

/** The node at a path; where it is missing, its nearest ancestor. */
export function nodeAt(root: Node, path: readonly PropertyKey[]): Node {
  let node = root;
  for (const step of path) {
    const next = node.type === 'array' ? node.children?.[Number(step)] : memberOf(node, String(step));
    if (!next) break;
    node = next;
  }
  return node;
}

/** The value of a member; of a repeated member the last one counts, as in JSON.parse. */
export function memberOf({ children }: Node, name: string): Node | undefined {
  return children?.findLast(({ children: [key] = [] }) => key?.value === name)?.children?.[1];
}
