import { buffer } from 'node:stream/consumers';
import type { Child } from 'hono/jsx';
import { knownResource } from '../../lifecycle/reference';
import { MOST_PHOTO_BYTES, putPhoto, removePhoto } from '../../lifecycle/photo';
import { isChangeable } from '../../lifecycle/records';
import { refusal } from '../../refusals/refusal';
import { Form } from '../frame/form';
import { violationsOf, type Violations } from '../frame/violations';
import { Download, Redirect, type Page, type Visit } from '../frame/page';
import { Input } from '../frame/fields';
import { Panel } from '../frame/parts';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The actions for the photo of a resource, which stands beside its name. */
export async function photoOf(
  { store }: Pick<EmulatorContext, 'store'>,
  { id }: Pick<Visit, 'id'>,
  violations: Violations = {},
): Promise<Child> {
  const hasPhoto = await store.photos.has(id);
  const resource = await knownResource(store, id);
  if (!isChangeable(resource)) return null;
  return (
    <Panel title="Photo">
      {!hasPhoto && <p class="muted">There is no photo yet. The initials stand in for it.</p>}
      <Form action={`/resources/${id}/photo`} class="stack tight" withFile>
        <Input
          name="photo"
          label="Picture"
          type="file"
          accept="image/png,image/jpeg"
          hint="PNG or JPEG, 1 MB at most"
          violation={violations['photo']}
          required
        />
        <div>
          <button class="small">Upload photo</button>
        </div>
      </Form>
      {hasPhoto && (
        <Form action={`/resources/${id}/photo/delete`}>
          <button class="small danger">Delete photo</button>
        </Form>
      )}
    </Panel>
  );
}

/** The photo itself, and the forms for it. */
export const RESOURCE_PHOTO: readonly Page[] = [
  {
    method: 'get',
    path: '/resources/:id/photo',
    audience: 'administrators',
    answer: async ({ store }, { id }) => {
      const photo = await store.photos.of(id);
      if (!photo) throw refusal('photoUnknown');
      return new Download(photo.mediaType, photo.bytes, { 'Content-Disposition': 'inline' });
    },
  },
  {
    method: 'post',
    path: '/resources/:id/photo',
    audience: 'administrators',
    file: 'photo',
    answer: async (context, visit) => {
      const { id, visitor } = visit;
      try {
        const photo = await visit.takeFile(MOST_PHOTO_BYTES, () => refusal('photoTooLarge'), buffer);
        await putPhoto(context, id, photo ?? Buffer.alloc(0), visitor.userName);
        return new Redirect(tabPath(id, 'General'), 'The photo is saved.');
      } catch (error) {
        const violations = violationsOf(error);
        if (!('photo' in violations)) throw error;
        return resourceView(context, visit, 'General', await photoOf(context, visit, violations), 422);
      }
    },
  },
  {
    method: 'post',
    path: '/resources/:id/photo/delete',
    audience: 'administrators',
    answer: async (context, { id, visitor }) => {
      await removePhoto(context, id, visitor.userName);
      return new Redirect(tabPath(id, 'General'), 'The photo is deleted.');
    },
  },
];
