import { Readable } from "node:stream";
import type { StoredBatch } from "../../../shared/batches/batch.ts";
import { importList } from "../../../shared/batches/lists/import-list.ts";
import { startForgetfulBucket } from "./forgetful-bucket.ts";
import { startProof } from "./proof.ts";

const proof = startProof({
  name: "import",
  title: "Memory of an import",
  about: `Imports three lists of growing length through a bucket that keeps nothing, and measures the memory that an import holds after garbage
collections. It may hold a few files of recipients and 8 to 16 bytes for each number.`,
  sizes: { lines: { meaning: "lines of the longest list", full: 1_000_000, small: 50_000 } },
});
const longest = proof.sizes.lines;

const collect = globalThis.gc;
if (!collect) throw new Error("This program needs node --expose-gc. Run it with npm run proof:import.");

const bucket = await startForgetfulBucket();

interface Peak {
  /** Bytes in use, with garbage that is not collected yet. */
  used: number;
  /** Bytes in use right after a collection: the memory that the import holds. */
  live: number;
}

const bytesInUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const linesPerCollection = Math.max(1, Math.round(longest / 40));

/** Yields the list in pieces of some kilobytes, as S3 does, and measures the memory in between. */
function* pieces(count: number, peak: Peak): Generator<Buffer> {
  let text = "to,name\n";
  for (let at = 0; at < count; at++) {
    if (at % 1_000 === 0) peak.used = Math.max(peak.used, bytesInUse());
    if (at % linesPerCollection === linesPerCollection - 1) {
      collect?.();
      peak.live = Math.max(peak.live, bytesInUse());
    }
    text += `+1415${2_000_000 + at},"Name ${at}"\n`;
    if (text.length < 16_384) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const batch = {
  scope: "ten_x",
  id: "bat_x",
  country: "US",
  source: { name: "list", format: "csv" },
  texts: { bodies: { "": "Hi {{name}}" }, defaultLocale: "" },
  template: null,
  channel: "sms",
  contentSid: null,
  contentVariables: {},
} as unknown as StoredBatch;

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** The most bytes that an import of a list with `count` lines holds. */
const heldFor = async (count: number): Promise<number> => {
  collect();
  const before = bytesInUse();
  const peak: Peak = { used: 0, live: 0 };
  const startedAt = performance.now();
  const imported = await importList(batch, Readable.from(pieces(count, peak)));
  const seconds = (performance.now() - startedAt) / 1000;
  const held = peak.live - before;
  proof.report(
    `${count.toLocaleString("en-US")} lines in ${seconds.toFixed(1)} s: held ${megabytes(held)}; in use ${megabytes(peak.used)}, with uncollected garbage`,
  );
  if (imported.total !== count) proof.end(false, `the import read ${imported.total} of ${count} lines.`);
  return held;
};

/**
 * The limit in bytes: 4 MB for unfinished files, and 44 MB for a million numbers. Their table takes 16 MB, the previous smaller table 8 MB
 * until its collection; the rest is reserve. As text, a million numbers would take 100 MB.
 */
const allowed = (4 + 44 * (longest / 1_000_000)) * 2 ** 20;

let held = 0;
for (const share of [0.1, 0.3, 1]) held = await heldFor(Math.ceil(longest * share));
await bucket.close();
proof.end(held <= allowed, `the longest list held ${megabytes(held)} of the allowed ${megabytes(allowed)}.`);
