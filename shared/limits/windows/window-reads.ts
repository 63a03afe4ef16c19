import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { orUnavailable } from "../all-or-nothing.ts";
import { nextFit, type SlidingWindow } from "./sliding-window.ts";
import { entriesOf, momentOf } from "./window-entries.ts";

/** Returns the moment from which another entry fits, now or later, in epoch milliseconds. Throws temporarily_unavailable. */
export const readNextFit = async (window: SlidingWindow): Promise<{ at: number; nextAt: number }> => {
  const at = now();
  const { Item } = await orUnavailable(
    dynamodb().send(
      new GetCommand({ TableName: config.table("limits"), Key: { pk: window.key }, ConsistentRead: true }),
    ),
  );
  return { at, nextAt: nextFit(window, entriesOf(Item).map(momentOf), at) };
};
