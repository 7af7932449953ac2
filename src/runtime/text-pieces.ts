/** Text, or its UTF-8 in pieces: a page is not copied into one, as that takes as long as to send it. */
export type Body = string | readonly Buffer[];

/** The UTF-8 of a body, in pieces. */
export function piecesOf(body: Body): readonly Buffer[] {
  return typeof body === 'string' ? [Buffer.from(body)] : body;
}

/** Bytes in all. */
export function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((size, { length }) => size + length, 0);
}
