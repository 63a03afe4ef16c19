import { second } from "../kernel/durations.ts";

/**
 * How long one request to AWS may take, in milliseconds; the SDK makes it again twice, and an operation has ten seconds. The time to connect
 * holds the wait for a free socket, of which a wave of a batch needs more than there are. Without the last line the SDK only complains.
 */
export const httpTimeouts = {
  connectionTimeout: 2 * second,
  requestTimeout: 3 * second,
  throwOnRequestTimeout: true,
} as const;
