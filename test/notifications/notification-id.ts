import type { HubConnection } from "../support/hub/hub-connection.ts";
import { rowsOf } from "../support/tables/table-scan.ts";

/** The id of a user's only notification, though no answer told it: nobody but the hub can make it of an idempotency key. */
export const notificationIdOf = async ({ running, tables }: HubConnection, userId: string): Promise<string> => {
  const rows = await rowsOf(tables, running.tables.notifications ?? "");
  const [row] = rows.filter((one) => one.userId === userId);
  if (!row) throw new Error(`There is no notification to ${userId}.`);
  return String(row.id);
};
