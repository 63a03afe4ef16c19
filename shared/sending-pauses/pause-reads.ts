import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import { hubTenantId, type TenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import type { SendingRestrictions } from "./paused-by.ts";
import { type PauseList, type PauseOwner, pauseListFromItem, pausesKey, platformList } from "./sending-pause.ts";

const table = () => config.table("tenants");

/** Reads an owner's pauses in force. */
export const readPauses = async (owner: PauseOwner): Promise<PauseList> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: pausesKey(owner), ConsistentRead: true }),
  );
  return pauseListFromItem(Item);
};

/** Reads all restrictions of a tenant in one call: its status, its own pauses, and the platform's pauses that apply to it. */
export const readRestrictions = async (tenantId: TenantId): Promise<SendingRestrictions> => {
  const Keys = [{ pk: tenantId }, pausesKey(tenantId), pausesKey(platformList)];
  const answer = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table()]: { Keys, ConsistentRead: true } } }),
  );
  // DynamoDB leaves one of three keys unread only if it throttles. The missing row must not count as "no pause".
  if (answer.UnprocessedKeys?.[table()])
    throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
  const items = answer.Responses?.[table()] ?? [];
  const itemAt = ({ pk }: { pk: string }) => items.find((item) => item.pk === pk);
  const { pauses: own } = pauseListFromItem(itemAt(pausesKey(tenantId)));
  const { pauses: platform } = pauseListFromItem(itemAt(pausesKey(platformList)));
  const applying = platform.filter((pause) => pause.tenantId === null || pause.tenantId === tenantId);
  const tenant = itemAt({ pk: tenantId });
  const mayUseHub = tenantId === hubTenantId || tenant?.useHubProvider === true;
  return { isSuspended: tenant?.status === "suspended", mayUseHub, pauses: [...applying, ...own] };
};

/** A stop takes effect within 30 s (invariant 21), which includes this cache and the sends under way. */
const restrictions = cache<SendingRestrictions>({ milliseconds: () => waits().settingsMemory, entries: 1_000 });

/** Returns a tenant's restrictions, cached for 10 s. Throws if they cannot be read, so that nothing is sent. */
export const restrictionsOf = (tenantId: TenantId): Promise<SendingRestrictions> =>
  restrictions.recall(tenantId, () => readRestrictions(tenantId));

/** Reads a tenant's restrictions again and caches them, so that a cached pause that has ended holds nothing. */
export const freshRestrictionsOf = (tenantId: TenantId): Promise<SendingRestrictions> =>
  restrictions.refresh(tenantId, () => readRestrictions(tenantId));
