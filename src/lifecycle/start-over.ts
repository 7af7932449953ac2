import { refusal } from '../refusals/refusal';

/** Empties the data and fills it with the seed. Throws a Refusal where the data is in a file that may not be emptied. */
export async function startOver({
  mayReset,
  reset,
}: {
  readonly mayReset: boolean;
  readonly reset: () => Promise<void>;
}): Promise<void> {
  if (!mayReset) throw refusal('resetNotAllowed');
  await reset();
}
