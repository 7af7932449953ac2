/** An answer, or a part of one, that is the same object in many calls, so that its XML is written once and cached. */
export class CacheableAnswer<T extends object = object> {
  constructor(readonly answer: T) {}
}
