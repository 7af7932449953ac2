import { findEntity } from '../entities/index';
import type { Entity } from '../entities/field';
import { Refusal, refusal } from '../refusals/refusal';
import type { SentEntity } from '../updates/batch';
import { success, type AtwsResponse } from './atws-response';
import type { EmulatorContext } from './emulator-context';
import type { Call } from './operation';
import { audienceOf } from './query';

/** By operation, the mark that its entity types have, and the refusal of a type without it. */
const NEEDED = {
  create: { mark: 'canCreate', refused: 'entityNotCreatable' },
  update: { mark: 'canUpdate', refused: 'entityNotUpdatable' },
  delete: { mark: 'canDelete', refused: 'entityNotDeletable' },
} as const;

/** The one type of the entities of a call. Throws a Refusal where there is none, or the operation does not work for it. */
export async function sentType(
  { entities }: Pick<EmulatorContext, 'entities'>,
  { parameters }: Pick<Call, 'parameters'>,
  operation: keyof typeof NEEDED,
): Promise<Entity> {
  const { mark, refused } = NEEDED[operation];
  const types = [...new Set(parameters.entities('Entities').map(({ type }) => type))];
  const served = await entities();
  const found = types.map((type) => {
    const entity = findEntity(served, type);
    if (!entity?.[mark]) throw refusal(refused).about(entity?.resultType ?? type.toLowerCase());
    return entity;
  });
  const [first, second] = found;
  if (!first) throw refusal('noEntities', { operation });
  if (second) throw refusal('entitiesMixed', { types: types.join(', ') }).about(first.resultType);
  return first;
}

/** The answer of a call that writes entities: they are in it as query answers them, in the order of the request. */
export async function answerWritten(
  emulator: EmulatorContext,
  call: Call,
  operation: 'create' | 'update',
  write: (entity: Entity, sent: readonly SentEntity[]) => Promise<readonly number[]>,
): Promise<AtwsResponse> {
  const entity = await sentType(emulator, call, operation);
  try {
    const ids = await write(entity, call.parameters.entities('Entities'));
    const { store, wireFormatOf } = emulator;
    const audience = audienceOf(emulator, call.caller);
    return success(
      entity.resultType,
      await store.entities.serializedByIds(wireFormatOf(entity), ids, audience),
    );
  } catch (error) {
    throw error instanceof Refusal ? error.about(entity.resultType) : error;
  }
}
