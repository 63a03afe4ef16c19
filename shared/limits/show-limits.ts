import type { TenantId } from "../ids.ts";
import { readOverrides, readUsage } from "./limit-reads.ts";
import { type LimitOverrides, limitsWith } from "./limits.ts";
import { nextMonth } from "./month.ts";

/** A tenant's limits as they are now, and what it has used of them this month. */
export const showLimits = async (tenantId: TenantId) => {
  const [overrides, usage] = await Promise.all([readOverrides(tenantId), usageOf(tenantId)]);
  return viewOf(overrides, usage);
};

export const usageOf = async (tenantId: TenantId) => {
  const { month, messages, microDollars } = await readUsage(tenantId);
  return {
    month,
    messages,
    estimatedSpendUsd: microDollars / 1_000_000,
    resetsAt: new Date(nextMonth()).toISOString(),
  };
};

export const viewOf = (overrides: LimitOverrides, usage: Awaited<ReturnType<typeof usageOf>>) => ({
  ...limitsWith(overrides),
  usage,
});
