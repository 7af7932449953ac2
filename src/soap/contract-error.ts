/** A WSDL that cannot be served; the message has the reason. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}
