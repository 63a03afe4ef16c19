import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import { hubTenantId, type TenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import type { SendingRestrictions } from "./paused-by.ts";
import { type PauseList, type PauseOwner, pauseListFromItem, pausesKey, platformList } from "./sending-pause.ts";

const table = () => config.table("tenants");

/** An owner's pauses in force. */
export const readPauses = async (owner: PauseOwner): Promise<PauseList> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: pausesKey(owner), ConsistentRead: true }),
  );
  return pauseListFromItem(Item);
};

/** All that may hold a tenant: its status, its own pauses, and the platform's that mean it. One call. */
export const readRestrictions = async (tenantId: TenantId): Promise<SendingRestrictions> => {
  const Keys = [{ pk: tenantId }, pausesKey(tenantId), pausesKey(platformList)];
  const answer = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table()]: { Keys, ConsistentRead: true } } }),
  );
  // Three keys are left over only under throttling: told as such, never as a brake that is off.
  if (answer.UnprocessedKeys?.[table()])
    throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
  const items = answer.Responses?.[table()] ?? [];
  const itemAt = ({ pk }: { pk: string }) => items.find((item) => item.pk === pk);
  const { pauses: own } = pauseListFromItem(itemAt(pausesKey(tenantId)));
  const { pauses: platforms } = pauseListFromItem(itemAt(pausesKey(platformList)));
  const meant = platforms.filter((pause) => pause.tenantId === null || pause.tenantId === tenantId);
  const tenant = itemAt({ pk: tenantId });
  const mayUseHub = tenantId === hubTenantId || tenant?.useHubProvider === true;
  return { isSuspended: tenant?.status === "suspended", mayUseHub, pauses: [...meant, ...own] };
};

/** Whatever is stopped stops within 30 s (invariant 21): this, and what is under way. */
const memory = cache<SendingRestrictions>({ milliseconds: () => waits().settingsMemory, entries: 1_000 });

/** What may hold a tenant's work, as it was within the last 10 s. Throws where that cannot be read: then nothing is sent. */
export const restrictionsOf = (tenantId: TenantId): Promise<SendingRestrictions> =>
  memory.recall(tenantId, () => readRestrictions(tenantId));

/** The same as it is now: nothing is put aside by memory. */
export const freshRestrictionsOf = (tenantId: TenantId): Promise<SendingRestrictions> =>
  memory.refresh(tenantId, () => readRestrictions(tenantId));
