// Timers as they were when the program was loaded: a test with an emulator in its process may replace those of Node
// later, and the server goes on.
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Comes in the next turn of the event loop, when what has arrived meanwhile is read. */
export const turn = setImmediate;

/** Comes after so many milliseconds. */
export const wait = setTimeout;
