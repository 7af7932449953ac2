/** A PNG of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** The segments of a JPEG of 2 by 3 pixels, without image data. */
export const JPEG = Buffer.concat([
  Buffer.from('ffd8', 'hex'),
  Buffer.from('ffe000104a46494600010100000100010000', 'hex'),
  Buffer.from('ffc0000b080003000201011100', 'hex'),
  Buffer.from('ffda0008010100003f00ff', 'hex'),
  Buffer.from('ffd9', 'hex'),
]);
