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
 * The number of things that a caller may create, in a day and at once (invariant 31). `user` applies to one user with a token, `tenant` to
 * all API keys of a tenant together. Sends have other limits (check-limits.ts), and things that are kept in a list have a maximum.
 */
export const allowances = {
  /** Each change writes an audit row and calls KMS or the provider. */
  providerConfigChanges: { user: { perDay: 1_000, atOnce: 200 }, tenant: { perDay: 50_000, atOnce: 2_000 } },
  lookupRecords: { user: { perDay: 2_000, atOnce: 200 }, tenant: { perDay: 100_000, atOnce: 5_000 } },
  apiKeys: { user: { perDay: 200, atOnce: 100 }, tenant: { perDay: 1_000, atOnce: 200 } },
  templates: { user: { perDay: 500, atOnce: 100 }, tenant: { perDay: 2_000, atOnce: 200 } },
  batches: { user: { perDay: 1_000, atOnce: 100 }, tenant: { perDay: 10_000, atOnce: 1_000 } },
  uploads: { user: { perDay: 200, atOnce: 20 }, tenant: { perDay: 1_000, atOnce: 100 } },
  /** Messages received at a user's own configuration. The user knows its auth token, and so could sign any number of webhooks. */
  ownReceivedMessages: { user: { perDay: 5_000, atOnce: 500 }, tenant: { perDay: 5_000, atOnce: 500 } },
  /** A separate allowance, so that a STOP counts even if the one for messages is used up. A person's new opt-out replaces the old one. */
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
  ownReceivedMessages: "messages received at a user's own configuration",
  ownReceivedOptOuts: "opt-outs received at a user's own configuration",
  subjectRequests: "exports and erasures",
};

const daySeconds = day / second;

/** Throws rate_limited (with Retry-After) if the caller's allowance is used up, and temporarily_unavailable if the store fails. */
export const limitCreation = async (
  { tenantId, mode, userId }: Creator,
  what: keyof typeof allowances,
): Promise<void> => {
  const { perDay, atOnce } = allowances[what][userId === null ? "tenant" : "user"];
  const key = `${scopeOf(tenantId, mode)}#creations#${what}#${userId ?? ""}`;
  const taken = await take([{ key, rate: perDay / daySeconds, burst: atOnce }]);
  if (taken.granted) return;
  const creator = userId === null ? "The tenant's API keys have" : "This user has";
  const says = `${creator} made the maximum number of ${words[what]}: ${rateText(perDay, "day", atOnce)}.`;
  const waitMilliseconds = taken.retryAfterSeconds * 1000;
  throw new Problem("rate_limited", limitReached({ says, limit: what, change: null, waitMilliseconds }));
};
