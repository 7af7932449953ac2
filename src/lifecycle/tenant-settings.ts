// Changes locations, tracking identifiers and the password policy.
import { refusal } from '../refusals/refusal';
import { internalLocation } from '../entities/internal-location';
import { emptyEntity, type StoredValues } from '../entities/field';
import type { Stores } from '../store/store';

const LONGEST = 100;

/** The changes that administrators make to a tenant; each may throw a Refusal, and then has done nothing. */
export async function addTrackingIdentifier({ tenant }: Stores, text: string): Promise<string> {
  const identifier = named(text, 'trackingIdentifier');
  if (await tenant.isTrackingIdentifier(identifier)) {
    throw refusal('trackingIdentifierTaken', { identifier }).ofField('trackingIdentifier');
  }
  await tenant.addTrackingIdentifier(identifier);
  return identifier;
}

/** Calls with it are refused from now on. */
export async function removeTrackingIdentifier({ tenant }: Stores, identifier: string): Promise<void> {
  if (!(await tenant.isTrackingIdentifier(identifier))) {
    throw refusal('trackingIdentifierUnknown', { identifier });
  }
  await tenant.removeTrackingIdentifier(identifier);
}

type InternalLocation = StoredValues<typeof internalLocation>;

/** A place that resources can have; its id is the next one. */
export async function addLocation({ tenant, listedEntities }: Stores, text: string): Promise<string> {
  const { internalLocations } = await tenant.whole();
  const name = newName(text, internalLocations);
  await listedEntities.insert(internalLocation, {
    ...emptyEntity(internalLocation),
    id: await listedEntities.nextId(internalLocation),
    Name: name,
    Active: true,
  });
  return name;
}

/** Other names and states of a location; resources that have it keep it, active or not. */
export async function changeLocation(
  { tenant, listedEntities }: Stores,
  id: number,
  { name, active }: { readonly name?: string; readonly active?: boolean },
): Promise<{ readonly name: string; readonly active: boolean }> {
  const { internalLocations } = await tenant.whole();
  const known = internalLocations.find((location) => location.id === id);
  if (!known) throw refusal('locationUnknown', { location: id });
  const others = internalLocations.filter((location) => location !== known);
  const changed = {
    Name: name === undefined ? known.Name : newName(name, others),
    Active: active ?? known.Active,
  };
  await listedEntities.update(internalLocation, id, changed);
  return { name: changed.Name, active: changed.Active };
}

function newName(text: string, others: readonly InternalLocation[]): string {
  const name = named(text, 'location');
  const isTaken = others.some((other) => other.Name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw refusal('locationTaken', { name }).ofField('location');
  return name;
}

function named(text: string, field: string): string {
  const name = text.trim();
  // Control characters cannot be sent in XML, nor seen.
  if (name === '' || name.length > LONGEST || /\p{Cc}/u.test(name)) {
    throw refusal('settingNotText', { limit: LONGEST }).ofField(field);
  }
  return name;
}
