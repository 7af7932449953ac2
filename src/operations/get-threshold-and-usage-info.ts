import { NO_ENTITIES } from '../store/engine';
import { TIMEFRAME_MINUTES } from '../store/emulator/usage-store';
import { returnInfo, success, type AtwsResponse } from './atws-response';
import type { Call } from './operation';
import type { EmulatorContext } from './emulator-context';

/**
 * getThresholdAndUsageInfo: the number of requests in the last 60 minutes, as a line of text in the only
 * EntityReturnInfo. A call counts from the next call on: a first one answers 0 (recorded).
 */
export async function getThresholdAndUsageInfo(
  emulator: EmulatorContext,
  _call: Call,
): Promise<AtwsResponse> {
  const requests = await emulator.store.usage.count(emulator.clock.now());
  const line =
    `ThresholdOfExternalRequest: ${emulator.threshold}; TimeframeOfLimitation: ${TIMEFRAME_MINUTES};` +
    ` numberOfExternalRequest: ${requests};`;
  return { ...success('', NO_ENTITIES), EntityReturnInfoResults: [returnInfo(0, line)] };
}
