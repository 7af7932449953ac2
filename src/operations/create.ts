import { findEntity } from '../entities/index';
import { refusal, type Refusal } from '../refusals/refusal';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/** create: refused for every entity served, as getEntityInfo says. */
export async function create(emulator: EmulatorContext, call: Call): Promise<never> {
  throw await unsupported(emulator, call, 'entityNotCreatable', 'create');
}

/** The refusal of an action that the type of the sent entities does not support. */
export async function unsupported(
  emulator: Pick<EmulatorContext, 'entities'>,
  { parameters }: Pick<Call, 'parameters'>,
  code: 'entityNotCreatable' | 'entityNotUpdatable' | 'entityNotDeletable',
  operation: string,
): Promise<Refusal> {
  const [first] = parameters.entities('Entities');
  if (!first) return refusal('noEntities', { operation });
  return refusal(code).about(
    findEntity(await emulator.entities(), first.type)?.resultType ?? first.type.toLowerCase(),
  );
}
