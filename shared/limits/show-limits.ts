import type { TenantId } from "../ids.ts";
import { readOverrides, readUsage } from "./limit-reads.ts";
import { type LimitOverrides, limitsWith } from "./limits.ts";
import { nextMonth } from "./month.ts";

/** A tenant's limits as they are now, and what it has used of them this month. */
export const showLimits = async (tenantId: TenantId) => {
  const [overrides, used] = await Promise.all([readOverrides(tenantId), readUsage(tenantId)]);
  return viewOf(overrides, usageIn(used));
};

export const usageIn = ({ month, messages, microDollars }: Awaited<ReturnType<typeof readUsage>>) => ({
  month,
  messages,
  estimatedSpendUsd: microDollars / 1_000_000,
  resetsAt: new Date(nextMonth()).toISOString(),
});

export const viewOf = (overrides: LimitOverrides, usage: ReturnType<typeof usageIn>) => ({
  ...limitsWith(overrides),
  usage,
});
