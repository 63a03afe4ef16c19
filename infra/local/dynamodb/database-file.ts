import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptySqliteFile, type SchemaEntry } from "./sqlite-file.ts";

export interface DatabaseFile {
  path: string;
  /** A folder to remove together with the database. */
  temporary: string | undefined;
}

/** The number of changes per table that the database keeps. Its readers are at most a few hundred changes behind. */
const keptChanges = 20_000;

const table = "_stream_records";

/**
 * Dynoxide 1.2.1 keeps the changes of all streams in one table without an index, forever, and scans it at each write and each read: after
 * ten thousand changes a write takes 7 ms instead of 0.5 ms. It does not touch an existing table, so we create the table before it does:
 * with the same columns, an index in the order of its queries, and a trigger that drops the oldest changes.
 */
const schema: SchemaEntry[] = [
  {
    type: "table",
    name: table,
    table,
    sql: `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, event_name TEXT NOT NULL, keys_json TEXT NOT NULL, new_image TEXT, old_image TEXT, sequence_number TEXT NOT NULL, shard_id TEXT NOT NULL, created_at INTEGER NOT NULL, user_identity TEXT)`,
  },
  {
    type: "index",
    name: "stream_order",
    table,
    sql: `CREATE INDEX stream_order ON ${table} (table_name, CAST(sequence_number AS INTEGER))`,
  },
  {
    type: "trigger",
    name: "stream_trim",
    table,
    sql: `CREATE TRIGGER stream_trim AFTER INSERT ON ${table} BEGIN DELETE FROM ${table} WHERE table_name = NEW.table_name AND CAST(sequence_number AS INTEGER) = CAST(NEW.sequence_number AS INTEGER) - ${keptChanges}; END`,
  },
];

/** Creates the database file if it does not exist: at `path`, or in a temporary folder. */
export function beginDatabase(path: string | undefined): DatabaseFile {
  const temporary = path === undefined ? mkdtempSync(join(tmpdir(), "phonehub-dynamodb-")) : undefined;
  const file = path ?? join(temporary ?? "", "dynamodb.sqlite");
  try {
    writeFileSync(file, emptySqliteFile(schema), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return { path: file, temporary };
}

export const removeDatabase = ({ temporary }: DatabaseFile): void => {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
};
