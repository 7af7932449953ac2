/** Starts the progress of one part of a move, of so many rows; the result takes how many are done. */
export type MoveProgress = (what: 'Copied' | 'Compared', rows: number) => (done: number) => void;
