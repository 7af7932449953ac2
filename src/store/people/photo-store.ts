// The photos of resources.
import { build } from '../build';
import type { Executor } from '../engine';

export type PhotoType = 'image/png' | 'image/jpeg';

/** A picture of a person. */
export interface Photo {
  readonly mediaType: PhotoType;
  readonly bytes: Uint8Array;
}

/** One photo for each resource, or none. */
export class PhotoStore {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async of(resourceId: number): Promise<Photo | undefined> {
    return this.#executor.first(
      build
        .selectFrom('photos')
        .select(['media_type as mediaType', 'bytes'])
        .where('resource_id', '=', resourceId)
        .compile(),
    );
  }

  async has(resourceId: number): Promise<boolean> {
    const found = await this.#executor.first(
      build.selectFrom('photos').select('resource_id').where('resource_id', '=', resourceId).compile(),
    );
    return found !== undefined;
  }

  async put(resourceId: number, { mediaType, bytes }: Photo): Promise<void> {
    await this.#executor.run(
      build
        .insertInto('photos')
        .values({ resource_id: resourceId, media_type: mediaType, bytes })
        .onConflict((conflict) =>
          conflict.column('resource_id').doUpdateSet({ media_type: mediaType, bytes }),
        )
        .compile(),
    );
  }

  async remove(resourceId: number): Promise<void> {
    await this.#executor.run(build.deleteFrom('photos').where('resource_id', '=', resourceId).compile());
  }
}
