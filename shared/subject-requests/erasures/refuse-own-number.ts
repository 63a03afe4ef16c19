import type { Caller } from "../../identity/caller.ts";
import { Problem } from "../../kernel/errors.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import { channelSendersOf, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { readConfigsOfOwner } from "../../provider-configs/provider-config-reads.ts";

/**
 * Every message has a number of the tenant's own on its other side: erasing that one by mistake would erase them all. Throws
 * conflict while a provider configuration names it.
 */
export const refuseOwnNumber = async ({ tenantId, useHubProvider }: Caller, number: string): Promise<void> => {
  const configTenantIds = useHubProvider ? [tenantId, hubTenantId] : [tenantId];
  // Users' own are not asked: a user could keep any number from being erased by naming it.
  const configs = (
    await Promise.all(configTenantIds.map((configTenantId) => readConfigsOfOwner(configTenantId, null)))
  ).flat();
  if (!configs.some((config) => numbersOf(config).some((own) => isSamePerson(own, number)))) return;
  throw new Problem("conflict", {
    detail: "The number is one of your own: a provider configuration sends from it. Take it out of there first.",
  });
};

const numbersOf = ({ channels, fromNumbers, senderId, numberBackups }: StoredProviderConfig): string[] => [
  ...fromNumbers,
  ...(senderId === null ? [] : [senderId]),
  ...channelSendersOf({ channels }).map(({ sender }) => sender),
  ...Object.values(numberBackups).map(({ number }) => number),
];
