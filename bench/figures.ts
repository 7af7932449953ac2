/** Answers per second, as the page and its chart write them. */
export function rateText(perSecond: number): string {
  return perSecond >= 100 ? Math.round(perSecond).toLocaleString('en-US') : perSecond.toFixed(1);
}

/** A ratio. */
export function timesText(ratio: number): string {
  return ratio.toFixed(ratio >= 10 ? 0 : 1);
}
