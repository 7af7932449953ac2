/** The body of an answer: text, or pieces of UTF-8, as joining those of a page takes as long as sending it. */
export type Body = string | readonly Buffer[];

/** The UTF-8 of a body, in pieces. */
export function piecesOf(body: Body): readonly Buffer[] {
  return typeof body === 'string' ? [Buffer.from(body)] : body;
}

/** The total number of bytes. */
export function sizeOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((size, { length }) => size + length, 0);
}
