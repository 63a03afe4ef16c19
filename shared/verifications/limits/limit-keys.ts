import { hour, minute } from "../../kernel/durations.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { SlicedCounts } from "../../limits/counts/sliced-counts.ts";
import { numberHash } from "../../numbers/number-hash.ts";
import { networkOf } from "./network-of.ts";

/** Rows of the limits table that belong to verifications; those of numbers lie under their tags (limit-windows.ts). */
export const tenantKey = (scope: Scope): string => `${scope}#verification-all`;
export const prefixRateKey = (scope: Scope, prefix: string): string => `${scope}#verification-prefix-rate#${prefix}`;

/** Who asks is personal data as well: its keyed hash stands for it. */
export const ipKey = async (scope: Scope, use: "sends" | "checks", address: string): Promise<string> =>
  `${scope}#verification-ip-${use}#${await numberHash(scope, `ip ${networkOf(address)}`)}`;
export const deviceKey = async (scope: Scope, use: "sends" | "checks", deviceId: string): Promise<string> =>
  `${scope}#verification-device-${use}#${await numberHash(scope, `device ${deviceId}`)}`;

/** What was sent to a block of numbers and how much of it was used, for the breaker. */
export const prefixCounts = (scope: Scope, prefix: string): SlicedCounts => ({
  key: `${scope}#verification-prefix#${prefix}`,
  sliceMilliseconds: 5 * minute,
  keptMilliseconds: hour,
});

/** A tenant's checks and how many of them were right, for the guessing alarm. */
export const checkCounts = (scope: Scope): SlicedCounts => ({
  key: `${scope}#verification-checks`,
  sliceMilliseconds: minute,
  keptMilliseconds: 10 * minute,
});
