import type { TenantId } from "../kernel/ids.ts";
import { nextMonth } from "./caps/caps.ts";
import { readLayers, readUsage } from "./limit-reads.ts";
import { ceilingsIn, type LimitLayers, limitsIn } from "./limits.ts";

/** Returns a tenant's limits, the ceilings and own settings behind them, and the usage of this month. */
export const showLimits = async (tenantId: TenantId) => {
  const [layers, used] = await Promise.all([readLayers(tenantId), readUsage(tenantId)]);
  return viewOf(layers, usageIn(used));
};

export const usageIn = ({ month, messages, microDollars }: Awaited<ReturnType<typeof readUsage>>) => ({
  month,
  messages,
  estimatedSpendUsd: microDollars / 1_000_000,
  resetsAt: new Date(nextMonth()).toISOString(),
});

export const viewOf = (layers: LimitLayers, usage: ReturnType<typeof usageIn>) => ({
  ...limitsIn(layers),
  usage,
  ceilings: ceilingsIn(layers),
  own: layers.own,
});
