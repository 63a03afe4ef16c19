import { csvCell } from "../../csv/csv-records.ts";
import { errorOf } from "../../messages/message-status.ts";
import { readRows } from "../../messages/reading/batch-message-reads.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import { readRangeFile } from "../recipients.ts";

const columns = [
  "to",
  "status",
  "message_id",
  "error_code",
  "provider_code",
  "provider_message_id",
  "segments",
  "created_at",
  "sent_at",
  "delivered_at",
] as const;

const rangesReadAtOnce = 8;

/** The results as CSV, one piece per range: every recipient of the list in its order, including those without a message. */
export async function* resultLines(batch: StoredBatch): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  for (let first = 0; first < (batch.rangeCount ?? 0); first += rangesReadAtOnce) {
    const ranges = [...Array(rangesReadAtOnce).keys()].map((offset) => first + offset);
    yield* await Promise.all(ranges.map((range) => linesOfRange(batch, range)));
  }
}

const linesOfRange = async (batch: StoredBatch, range: number): Promise<string> => {
  const entries = (range < (batch.rangeCount ?? 0) ? await readRangeFile(batch, range) : null) ?? [];
  if (entries.length === 0) return "";
  const ids = entries.map(({ id }) => id);
  const rows = await readRows(batch.scope, ids);
  const statusWithoutRow = isCanceled(batch) ? "canceled" : "pending";
  return entries
    .map(({ id, to }) => {
      const row = rows.get(id);
      const { providerMessageId, segmentCount, createdAt, sentAt, deliveredAt } = row?.message ?? {};
      const error = row?.message && errorOf(row.message);
      const cells: Record<(typeof columns)[number], string | number | null | undefined> = {
        // An erasure may have deleted the message, and the number with it.
        to: row && !row.message ? "" : to,
        status: row?.status ?? (to === null ? "canceled" : statusWithoutRow),
        message_id: row ? id : "",
        error_code: error?.code,
        provider_code: error?.providerCode,
        provider_message_id: providerMessageId,
        segments: segmentCount,
        created_at: createdAt,
        sent_at: sentAt,
        delivered_at: deliveredAt,
      };
      return `${columns.map((column) => csvCell(cells[column])).join(",")}\r\n`;
    })
    .join("");
};
