/** `refused`: ReturnCode -1, a fault, or a status of 400 and more; `injected`: a fault rule was met. */
export const CALL_RESULTS = ['answered', 'refused', 'injected'] as const;
export type CallResult = (typeof CALL_RESULTS)[number];
