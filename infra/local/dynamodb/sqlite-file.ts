/** A table, an index or a trigger, with its CREATE statement. */
export interface SchemaEntry {
  type: "table" | "index" | "trigger";
  name: string;
  /** The table it belongs to. */
  table: string;
  sql: string;
}

const pageBytes = 4096;
const headerBytes = 100;
/** 64 MB instead of 2 MB: every write touches some thirty trees, and SQLite reads each page again that is not in its cache. */
const cachedPages = 16_384;
const tableLeaf = 0x0d;
const indexLeaf = 0x0a;

/**
 * The bytes of an SQLite database with this schema and no rows, because Node.js 20 has no SQLite. One page for the schema, then one empty
 * page for each table and index (https://www.sqlite.org/fileformat2.html).
 */
export function emptySqliteFile(schema: readonly SchemaEntry[]): Buffer {
  const stored = schema.filter(({ type }) => type !== "trigger");
  const rootOf = (entry: SchemaEntry): number => stored.indexOf(entry) + 2;
  const records = schema.map((entry) => recordOf(entry, entry.type === "trigger" ? 0 : rootOf(entry)));
  const roots = stored.map(({ type }) => leafPage(type === "table" ? tableLeaf : indexLeaf, []));
  const first = leafPage(tableLeaf, records, headerBytes);
  fileHeader(roots.length + 1).copy(first);
  return Buffer.concat([first, ...roots]);
}

function fileHeader(pages: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write("SQLite format 3\0", 0, "latin1");
  header.writeUInt16BE(pageBytes, 16);
  // Journal formats, no reserved bytes, and the payload fractions, which the format fixes.
  header.set([1, 1, 0, 64, 32, 32], 18);
  header.writeUInt32BE(1, 24); // change counter
  header.writeUInt32BE(pages, 28);
  header.writeUInt32BE(1, 40); // schema version
  header.writeUInt32BE(4, 44); // schema format
  header.writeUInt32BE(cachedPages, 48); // suggested cache size
  header.writeUInt32BE(1, 56); // UTF-8
  header.writeUInt32BE(1, 92); // the change to which the page count belongs
  header.writeUInt32BE(3_040_001, 96); // SQLite 3.40.1
  return header;
}

function leafPage(kind: number, records: readonly Buffer[], from = 0): Buffer {
  const page = Buffer.alloc(pageBytes);
  let contentAt = pageBytes;
  for (const [index, record] of records.entries()) {
    const cell = Buffer.concat([varint(record.length), varint(index + 1), record]);
    contentAt -= cell.length;
    cell.copy(page, contentAt);
    page.writeUInt16BE(contentAt, from + 8 + 2 * index);
  }
  if (contentAt < from + 8 + 2 * records.length) throw new Error("The schema does not fit into one page.");
  page.writeUInt8(kind, from);
  page.writeUInt16BE(records.length, from + 3);
  page.writeUInt16BE(contentAt, from + 5);
  return page;
}

/** A row of the schema table: type, name, table, root page, statement. */
function recordOf({ type, name, table, sql }: SchemaEntry, root: number): Buffer {
  const texts = [type, name, table, sql].map((text) => Buffer.from(text));
  const kinds = texts.map((text) => varint(13 + 2 * text.length));
  const oneByteNumber = varint(1);
  kinds.splice(3, 0, oneByteNumber);
  texts.splice(3, 0, Buffer.from([root]));
  const header = Buffer.concat(kinds);
  return Buffer.concat([varint(header.length + 1), header, ...texts]);
}

/** Seven bits per byte, the highest first. No value here needs more than two bytes. */
const varint = (value: number): Buffer =>
  value < 128 ? Buffer.from([value]) : Buffer.from([0x80 | (value >> 7), value & 0x7f]);
