import type { Caller } from "../identity/caller.ts";
import { day, second } from "../kernel/durations.ts";
import { Problem } from "../kernel/errors.ts";
import { scopeOf } from "../kernel/ids.ts";
import { take } from "./buckets/token-bucket.ts";
import { limitReached, rateText } from "./limit-reached.ts";

type Creator = Pick<Caller, "tenantId" | "mode" | "userId">;

interface Allowance {
  perDay: number;
  atOnce: number;
}

/**
 * How much a caller may create, in a day and at once (invariant 31): a user by a token, and a tenant by all of its API keys. What is sent
 * has limits of its own (check-limits.ts), and what is counted in a list its own maximum.
 */
export const allowances = {
  /** Each makes an audit row, and asks KMS or the provider. */
  providerConfigChanges: { user: { perDay: 1_000, atOnce: 200 }, tenant: { perDay: 50_000, atOnce: 2_000 } },
  lookupRecords: { user: { perDay: 2_000, atOnce: 200 }, tenant: { perDay: 100_000, atOnce: 5_000 } },
  apiKeys: { user: { perDay: 200, atOnce: 100 }, tenant: { perDay: 1_000, atOnce: 200 } },
  templates: { user: { perDay: 500, atOnce: 100 }, tenant: { perDay: 2_000, atOnce: 200 } },
  batches: { user: { perDay: 1_000, atOnce: 100 }, tenant: { perDay: 10_000, atOnce: 1_000 } },
  uploads: { user: { perDay: 200, atOnce: 20 }, tenant: { perDay: 1_000, atOnce: 100 } },
  /** By the owner of a user's own configuration, who can sign as many as they like. A tenant's own are the provider's to tell. */
  ownReceivedMessages: { user: { perDay: 5_000, atOnce: 500 }, tenant: { perDay: 5_000, atOnce: 500 } },
  /** Apart, so that a STOP is taken when the messages are used up; a person's replaces the one before. */
  ownReceivedOptOuts: { user: { perDay: 50_000, atOnce: 5_000 }, tenant: { perDay: 50_000, atOnce: 5_000 } },
  subjectRequests: { user: { perDay: 1_000, atOnce: 200 }, tenant: { perDay: 10_000, atOnce: 1_000 } },
} as const satisfies Record<string, { user: Allowance; tenant: Allowance }>;

const words: Readonly<Record<keyof typeof allowances, string>> = {
  providerConfigChanges: "changes of provider configurations",
  lookupRecords: "lookup records",
  apiKeys: "API keys",
  templates: "templates",
  batches: "batches",
  uploads: "uploads",
  ownReceivedMessages: "messages received at a configuration of one's own",
  ownReceivedOptOuts: "opt-outs received at a configuration of one's own",
  subjectRequests: "exports and erasures",
};

const daySeconds = day / second;

/** Throws rate_limited (Retry-After) where this caller has created as much as it may, and temporarily_unavailable where nobody can tell. */
export const limitCreation = async (
  { tenantId, mode, userId }: Creator,
  what: keyof typeof allowances,
): Promise<void> => {
  const { perDay, atOnce } = allowances[what][userId === null ? "tenant" : "user"];
  const key = `${scopeOf(tenantId, mode)}#creations#${what}#${userId ?? ""}`;
  const taken = await take([{ key, rate: perDay / daySeconds, burst: atOnce }]);
  if (taken.granted) return;
  const says = `${userId === null ? "The tenant's API keys" : "This user"} made as many ${words[what]} as the hub allows: ${rateText(perDay, "day", atOnce)}.`;
  const waitMilliseconds = taken.retryAfterSeconds * 1000;
  throw new Problem("rate_limited", limitReached({ says, limit: what, change: null, waitMilliseconds }));
};
