/** A WSDL that cannot be served; the message says why. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
