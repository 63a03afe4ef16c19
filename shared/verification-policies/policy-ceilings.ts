import type * as z from "zod";
import { codeChannels } from "../api/channels.ts";
import type { PolicyCeilings } from "../api/operations/verification-policies.ts";
import { among, type Bound, least, members, most, orNone } from "../limits/bounds.ts";

export type Ceilings = z.output<typeof PolicyCeilings>;

/** The ceilings if a platform administrator set none: the most that the API lets a tenant set. */
const defaultCeilings: Ceilings = {
  channels: [...codeChannels],
  maximumAttempts: 5,
  sendsPerNumberPerHour: 5,
  failuresPerNumberPerDay: 10,
  perTenant: { perHour: 1_000_000, burst: 100_000 },
  perClientIp: { perHour: 1_000_000, burst: 100_000 },
  perDevice: { perHour: 1_000_000, burst: 100_000 },
  perPrefix: { perHour: 1_000_000, burst: 100_000 },
  breaker: { minimumSends: 10_000, minimumApprovedShare: 0, closedMinutes: 1 },
  allowedCountries: null,
};

type Channels = Ceilings["channels"];
const amongChannels = among<Channels[number]>();

/** A policy needs a channel: if the ceiling allows none of the tenant's, the policy has all that it allows. */
const channels: Bound<Channels> = {
  ...amongChannels,
  stricter: (wanted, ceiling) => {
    const both = amongChannels.stricter(wanted, ceiling);
    return both.length > 0 ? both : ceiling;
  },
};

const rate = members<Ceilings["perTenant"]>({ perHour: most, burst: most });

export const policyBounds = members<Ceilings>({
  channels,
  maximumAttempts: most,
  sendsPerNumberPerHour: most,
  failuresPerNumberPerDay: most,
  perTenant: rate,
  perClientIp: rate,
  perDevice: rate,
  perPrefix: rate,
  breaker: members<Ceilings["breaker"]>({ minimumSends: most, minimumApprovedShare: least, closedMinutes: least }),
  allowedCountries: orNone(among<string>()),
});

export const ceilingsWith = (set: Partial<Ceilings>): Ceilings => ({ ...defaultCeilings, ...set });

/** The policy with each setting lowered to its ceiling (invariant 30). */
export const withinCeilings = <Policy extends Ceilings>(policy: Policy, ceilings: Partial<Ceilings>): Policy => ({
  ...policy,
  ...policyBounds.stricter(policy, ceilingsWith(ceilings)),
});

export const isCeiling = (name: string): name is keyof Ceilings => Object.hasOwn(defaultCeilings, name);
