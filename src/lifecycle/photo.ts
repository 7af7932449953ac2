// Stores and removes the photo of a resource.

import { refusal } from '../refusals/refusal';
import type { Photo, PhotoType } from '../store/people/photo-store';
import { administrator, changeableResource } from './administrator';
import type { RuleContext } from '../updates/rule-context';

/** The limits of a photo, in bytes and in pixels. */
export const MOST_PHOTO_BYTES = 1_000_000;
const MOST_PIXELS_A_SIDE = 10_000;

/** The size of a picture by its header, in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Stores or replaces the photo of a resource. Throws a Refusal of bytes that are no PNG or JPEG, or too large. */
export async function putPhoto(context: RuleContext, id: number, bytes: Buffer, by: string): Promise<void> {
  if (bytes.length > MOST_PHOTO_BYTES) throw refusal('photoTooLarge');
  const mediaType = pictureType(bytes);
  if (!mediaType) throw refusal('photoNotValid');
  await change(context, id, by, { mediaType, bytes });
}

/** Removes the photo of a resource, if there is one. */
export async function removePhoto(context: RuleContext, id: number, by: string): Promise<void> {
  await change(context, id, by, undefined);
}

async function change(
  { store, clock }: RuleContext,
  id: number,
  by: string,
  photo: Photo | undefined,
): Promise<void> {
  await store.transaction(async (stores) => {
    const actor = await administrator(stores, by);
    await changeableResource(stores, id);
    if (photo) await stores.photos.put(id, photo);
    else if (await stores.photos.has(id)) await stores.photos.remove(id);
    else return;
    await stores.audit.add({
      at: clock.now().toISOString(),
      actorId: actor.id,
      resourceId: id,
      changes: { Photo: {} },
    });
  });
}

/** The type of a picture by its content; undefined for other bytes. */
function pictureType(bytes: Buffer): PhotoType | undefined {
  if (isSensible(pngSize(bytes))) return 'image/png';
  if (isSensible(jpegSize(bytes))) return 'image/jpeg';
  return undefined;
}

function isSensible(size: Size | undefined): boolean {
  return (
    size !== undefined && [size.width, size.height].every((side) => side > 0 && side <= MOST_PIXELS_A_SIDE)
  );
}

const PNG_START = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');

/** PNG: the signature, a header chunk with the size, and an end chunk as the last thing. */
function pngSize(bytes: Buffer): Size | undefined {
  const isPng =
    bytes.length >= 33 + PNG_END.length &&
    bytes.subarray(0, PNG_START.length).equals(PNG_START) &&
    bytes.subarray(-PNG_END.length).equals(PNG_END);
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

/** JPEG: segments from the start of the image to a frame header, which has the size; an end at the end. */
function jpegSize(bytes: Buffer): Size | undefined {
  if (
    bytes.length < 4 ||
    bytes.readUInt16BE(0) !== 0xffd8 ||
    bytes.readUInt16BE(bytes.length - 2) !== 0xffd9
  ) {
    return undefined;
  }
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    // C0 to CF are frame headers, except for C4, C8 and CC.
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    // After a length of 0 or 1, that length is read as the next marker, which is refused here.
    const isSegment = marker >= 0xffc0 && marker <= 0xfffe && marker !== 0xffda;
    if (!isSegment) return undefined;
  }
  return undefined;
}
