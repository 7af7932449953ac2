import type { Child } from 'hono/jsx';
import { knownResource } from '../../lifecycle/reference';
import { displayName } from '../../lifecycle/display-name';
import { putPhoto, removePhoto } from '../../lifecycle/photo';
import { isChangeable } from '../../lifecycle/records';
import { refusal } from '../../refusals/refusal';
import { CONSOLE_PATH } from '../../http/paths';
import { Form } from '../frame/form';
import { violationsOf, type Violations } from '../frame/violations';
import { Download, Redirect, type Page, type Visit } from '../frame/page';
import { Input } from '../frame/fields';
import { resourceView, tabPath } from '../frame/resource-frame';
import type { EmulatorContext } from '../../operations/emulator-context';

/** The photo of a resource, with what can be done with it. */
export async function photoOf(
  { store }: Pick<EmulatorContext, 'store'>,
  { id }: Pick<Visit, 'id'>,
  violations: Violations = {},
): Promise<Child> {
  const hasPhoto = await store.photos.has(id);
  const resource = await knownResource(store, id);
  const name = displayName(resource);
  return (
    <section class="card">
      <h2>Photo</h2>
      {hasPhoto ? (
        <img class="photo" src={`${CONSOLE_PATH}/resources/${id}/photo`} alt={`Photo of ${name}`} />
      ) : (
        <p class="muted">There is no photo yet.</p>
      )}
      {isChangeable(resource) && forms(id, hasPhoto, violations)}
    </section>
  );
}

function forms(id: number, hasPhoto: boolean, violations: Violations): Child {
  return (
    <>
      <Form action={`/resources/${id}/photo`} class="row" withFile>
        <Input
          name="photo"
          label="Picture"
          type="file"
          accept="image/png,image/jpeg"
          hint="PNG or JPEG, 1 MB at most"
          violation={violations['photo']}
          required
        />
        <button class="quiet">Upload photo</button>
      </Form>
      {hasPhoto && (
        <Form action={`/resources/${id}/photo/delete`}>
          <button class="danger">Delete photo</button>
        </Form>
      )}
    </>
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
    answer: async (context, { id, visitor, upload }) => {
      try {
        await putPhoto(context, id, upload ?? Buffer.alloc(0), visitor.userName);
        return new Redirect(tabPath(id, 'General'), 'The photo is saved.');
      } catch (error) {
        const violations = violationsOf(error);
        if (!('photo' in violations)) throw error;
        return resourceView(context, id, 'General', await photoOf(context, { id }, violations), 422);
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
