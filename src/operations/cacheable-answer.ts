/** An answer, or a part of one, that is given again, the same object each time, so that it need not be written each time. */
export class CacheableAnswer<T extends object = object> {
  constructor(readonly answer: T) {}
}
