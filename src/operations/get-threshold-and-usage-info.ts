import { NO_ENTITIES } from '../store/engine';
import { TIMEFRAME_MINUTES } from '../store/emulator/usage-store';
import { returnInfo, success, type AtwsResponse } from './atws-response';
import type { Call, Service } from './operation';

/**
 * getThresholdAndUsageInfo: how many requests were made in the last 60 minutes, as a line of text in the
 * only EntityReturnInfo. The call itself counts from the next call on: a first one answers 0 (recorded).
 */
export async function getThresholdAndUsageInfo(service: Service, _call: Call): Promise<AtwsResponse> {
  const requests = await service.store.usage.count(service.clock.now());
  const line =
    `ThresholdOfExternalRequest: ${service.threshold}; TimeframeOfLimitation: ${TIMEFRAME_MINUTES};` +
    ` numberOfExternalRequest: ${requests};`;
  return { ...success('', NO_ENTITIES), EntityReturnInfoResults: [returnInfo(0, line)] };
}
