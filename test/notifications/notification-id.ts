import type { HubConnection } from "../support/hub/hub-connection.ts";
import { rowsOf } from "../support/tables/table-scan.ts";

/** The id of a user's only notification, read from the table. A test cannot compute it from the idempotency key. */
export const notificationIdOf = async ({ running, tables }: HubConnection, userId: string): Promise<string> => {
  const rows = await rowsOf(tables, running.tables.notifications ?? "");
  const [row] = rows.filter((one) => one.userId === userId);
  if (!row) throw new Error(`There is no notification to ${userId}.`);
  return String(row.id);
};
