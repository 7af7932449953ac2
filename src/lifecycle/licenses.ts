// Counts the licenses in use, by type.

import { resource } from '../entities/resource';
import type { Store } from '../store/store';

/** One line of the license report. */
interface License {
  readonly licenseType: number;
  readonly label: string;
  /** The number of active resources, which the vendor bills. */
  readonly active: number;
}

/** Active resources by license type, every type listed. */
export async function licenses(store: Store): Promise<License[]> {
  const counts = new Map(
    (await store.lifecycle.licenses()).map(({ licenseType, active }) => [licenseType, active]),
  );
  const { LicenseType = [] } = await store.tenant.choices(resource);
  return LicenseType.map(({ value, label }) => ({
    licenseType: Number(value),
    label,
    active: counts.get(Number(value)) ?? 0,
  }));
}
