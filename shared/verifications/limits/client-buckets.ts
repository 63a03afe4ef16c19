import { hour, second } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { Drawn } from "../../limits/all-or-nothing.ts";
import { type Bucket, drawAll, drawOf } from "../../limits/buckets/token-bucket.ts";
import { limitReached, rateText } from "../../limits/limit-reached.ts";
import { numberHash } from "../../numbers/number-hash.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { networkOf } from "./network-of.ts";

/** The client behind a request, as the tenant's server reports it. */
export interface Client {
  scope: Scope;
  policy: VerificationPolicy;
  clientIp?: string | undefined;
  deviceId?: string | undefined;
}

export interface NamedBucket {
  name: "perTenant" | "perPrefix" | "perClientIp" | "perDevice";
  bucket: Bucket;
}

/** The buckets of a client. Checks have their own, which are wider by the number of attempts that a code allows. */
export const clientBuckets = async (
  { scope, policy, clientIp, deviceId }: Client,
  use: "sends" | "checks",
): Promise<NamedBucket[]> => {
  const times = use === "checks" ? policy.maximumAttempts : 1;
  const [ip, device] = await Promise.all([
    clientIp === undefined ? null : ipKey(scope, use, clientIp),
    deviceId === undefined ? null : deviceKey(scope, use, deviceId),
  ]);
  return [
    ...(ip === null ? [] : [{ name: "perClientIp" as const, bucket: hourly(ip, policy.perClientIp, times) }]),
    ...(device === null ? [] : [{ name: "perDevice" as const, bucket: hourly(device, policy.perDevice, times) }]),
  ];
};

/** An address and a device id are personal data, so keyed hashes stand for them. */
const ipKey = async (scope: Scope, use: "sends" | "checks", address: string): Promise<string> =>
  `${scope}#verification-ip-${use}#${await numberHash(scope, `ip ${networkOf(address)}`)}`;
const deviceKey = async (scope: Scope, use: "sends" | "checks", deviceId: string): Promise<string> =>
  `${scope}#verification-device-${use}#${await numberHash(scope, `device ${deviceId}`)}`;

export const hourly = (key: string, { perHour, burst }: { perHour: number; burst: number }, times = 1): Bucket => ({
  key,
  rate: (perHour * times) / (hour / second),
  burst: burst * times,
});

/** Draws one from every bucket or from none. Throws rate_limited, temporarily_unavailable. */
export const drawNamed = async (buckets: readonly NamedBucket[]): Promise<Drawn> => {
  const drawing = await drawAll(buckets.map(({ bucket }) => drawOf(bucket, 1)));
  if (drawing.granted) return { giveBack: drawing.giveBack };
  const { refused } = drawing;
  const limit = buckets.find(({ bucket }) => bucket.key === refused.key)?.name ?? "perTenant";
  const bucket = buckets.find(({ name }) => name === limit)?.bucket;
  const allowed = bucket
    ? `, ${rateText(Math.round(bucket.rate * (hour / second) * 100) / 100, "hour", bucket.burst)}`
    : "";
  const says = `${sentences[limit]}: ${limit}${allowed}.`;
  const { waitMilliseconds } = refused;
  throw new Problem("rate_limited", limitReached({ says, limit, change: "verification-policy", waitMilliseconds }));
};

const sentences: Readonly<Record<NamedBucket["name"], string>> = {
  perTenant: "The tenant sends codes faster than its policy allows",
  perPrefix: "Too many codes are sent to neighbouring numbers",
  perClientIp: "Too many requests from this client address",
  perDevice: "Too many requests from this device",
};
