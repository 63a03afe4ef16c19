import { transact } from "../../aws/transaction.ts";
import type { HubEvent } from "../../events/event.ts";
import { eventPut } from "../../events/event-writes.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import type { Scope } from "../../kernel/ids.ts";
import { rowSeconds } from "../limit-keys.ts";

/** Writes a warning and its mark in one transaction. False: the mark exists, so the warning was written before. */
export const putWarning = async (scope: Scope, mark: string, event: HubEvent): Promise<boolean> => {
  const refused = await transact([
    {
      Put: {
        TableName: config.table("limits"),
        Item: { pk: mark, expiresAt: epochSeconds(now()) + rowSeconds },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    },
    eventPut(scope, event),
  ]);
  return refused.length === 0;
};
