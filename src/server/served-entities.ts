// The entity types that a server serves, and the contract with all of them.
import type { DeclaredEntity } from '../entities/declared';
import type { Entity } from '../entities/field';
import { entities } from '../entities/index';
import type { Contract } from '../soap/contract';
import { missingIn, withDeclared } from '../soap/declared-types';
import type { Store } from '../store/store';

/** What is served at present. */
interface Served {
  readonly declared: readonly DeclaredEntity[];
  readonly entities: readonly Entity[];
  readonly contract: Contract;
}

/**
 * The entity types of this program that the contract declares, and those that the tenant declares. The built-in contract
 * grows by these; of a loaded one, only those that it declares are served.
 */
export class ServedEntities {
  readonly #store: Store;
  readonly #contract: Contract;
  readonly #grows: boolean;
  #served: Served;

  constructor(store: Store, contract: Contract, grows: boolean) {
    this.#store = store;
    this.#contract = contract;
    this.#grows = grows;
    this.#served = this.#with([]);
  }

  async entities(): Promise<readonly Entity[]> {
    return (await this.#now()).entities;
  }

  /** The same object for as long as the tenant declares the same. */
  async contract(): Promise<Contract> {
    return (await this.#now()).contract;
  }

  async #now(): Promise<Served> {
    const declared = await this.#store.declared.all();
    if (declared !== this.#served.declared) {
      this.#served = isSame(declared, this.#served.declared)
        ? { ...this.#served, declared }
        : this.#with(declared);
    }
    return this.#served;
  }

  #with(declared: readonly DeclaredEntity[]): Served {
    const served = this.#grows
      ? declared
      : declared.filter((entity) => missingIn(this.#contract, entity).length === 0);
    return {
      declared,
      entities: [...entities.filter(({ name }) => this.#contract.types.has(name)), ...served],
      contract: this.#grows ? withDeclared(this.#contract, served) : this.#contract,
    };
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((entity, index) => entity === other[index]);
}
