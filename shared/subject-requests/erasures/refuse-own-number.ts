import type { Caller } from "../../identity/caller.ts";
import { Problem } from "../../kernel/errors.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import { channelSendersOf, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { readConfigsOfOwner } from "../../provider-configs/provider-config-reads.ts";

/**
 * Each message has one of the tenant's own numbers on its other side, so erasing such a number by mistake would erase all messages. Throws
 * conflict if a provider configuration names the number.
 */
export const refuseOwnNumber = async ({ tenantId, useHubProvider }: Caller, number: string): Promise<void> => {
  const configTenantIds = useHubProvider ? [tenantId, hubTenantId] : [tenantId];
  // Users' own configurations are left out. Otherwise a user could prevent the erasure of any number by naming it there.
  const configs = (
    await Promise.all(configTenantIds.map((configTenantId) => readConfigsOfOwner(configTenantId, null)))
  ).flat();
  if (!configs.some((config) => numbersOf(config).some((own) => isSamePerson(own, number)))) return;
  throw new Problem("conflict", {
    detail: "The number is one of your own senders. Remove it from your provider configurations first.",
  });
};

const numbersOf = ({ channels, fromNumbers, senderId, numberBackups }: StoredProviderConfig): string[] => [
  ...fromNumbers,
  ...(senderId === null ? [] : [senderId]),
  ...channelSendersOf({ channels }).map(({ sender }) => sender),
  ...Object.values(numberBackups).map(({ number }) => number),
];
