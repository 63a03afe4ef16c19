import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { HubConnection } from "../hub/hub-connection.ts";

type Row = Record<string, unknown>;

/** All that a table holds. */
export const rowsOf = async (tables: HubConnection["tables"], table: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const page = await tables.send(
      new ScanCommand({ TableName: table, ...(start ? { ExclusiveStartKey: start } : {}), ConsistentRead: true }),
    );
    rows.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
};

/** Every row of every table that holds these digits in any key or attribute, as `table pk status`. */
export const rowsHolding = async ({ running, tables }: HubConnection, number: string): Promise<string[]> => {
  const digits = number.replace("+", "");
  const found = await Promise.all(
    Object.entries(running.tables).map(async ([label, table]) =>
      (await rowsOf(tables, table))
        .filter((row) => JSON.stringify(row).includes(digits))
        .map((row) => `${label} ${String(row.pk)} ${String(row.status)}`),
    ),
  );
  return found.flat();
};
