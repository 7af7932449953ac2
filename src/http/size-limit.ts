// Counts the bytes of an upload on their way.
import { Transform } from 'node:stream';

/** A stream that hands bytes on, and fails beyond `limit` of them. Its reader gets the error, even a later one. */
export function sizeLimit(limit: number, tooLarge: () => Error): Transform {
  let size = 0;
  const counting = new Transform({
    transform: (bytes: Buffer, _encoding, done) => {
      size += bytes.length;
      if (size > limit) done(tooLarge());
      else done(null, bytes);
    },
  });
  // It may fail before it is read.
  counting.on('error', () => undefined);
  return counting;
}
