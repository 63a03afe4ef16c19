import { createServer } from "node:http";
import { Readable } from "node:stream";
import type { StoredBatch } from "../../../shared/batches/batch.ts";
import { importList } from "../../../shared/batches/lists/import-list.ts";

// Imports lists of growing length through a store that keeps nothing, and tells what that takes: `npm run soak:import`. Exits 1 where the
// longest list held more than it may.
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(200, { etag: '"x"' }).end());
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
Object.assign(process.env, {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
  BUCKET_RECIPIENTS: "recipients",
});

interface Peak {
  /** Bytes in use, with what the collector has not taken yet. */
  used: number;
  /** Bytes in use right after a collection: what the import holds on to. */
  live: number;
}

const bytesInUse = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const linesPerCollection = 25_000;

const counts = [100_000, 300_000, 1_000_000];
/**
 * Of a million lines, in bytes: the table of the numbers seen takes 16 MB, the one it grew out of 8 until it is collected, the rest a few. A
 * list, or its numbers as strings, would take 100.
 */
const maximumHeld = 48 * 2 ** 20;

const collect = globalThis.gc;
if (!collect) throw new Error("Without --expose-gc nothing can be told: use npm run soak:import.");

/** As S3 sends it: pieces of some kilobytes. Looks at the memory in between. */
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
} as unknown as StoredBatch;

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** Bytes held at most while a list of so many lines is imported. */
const heldFor = async (count: number): Promise<number> => {
  collect();
  const before = bytesInUse();
  const peak: Peak = { used: 0, live: 0 };
  const startedAt = performance.now();
  const imported = await importList(batch, Readable.from(pieces(count, peak)));
  const seconds = (performance.now() - startedAt) / 1000;
  const held = peak.live - before;
  console.log(
    `${imported.total} recipients, ${imported.invalidCount} invalid: ${seconds.toFixed(1)} s, held ${megabytes(held)} MB at most, in use with what was not collected yet ${megabytes(peak.used)} MB, rss ${megabytes(process.memoryUsage().rss)} MB`,
  );
  if (imported.total !== count) throw new Error(`Of ${count} lines ${imported.total} were imported.`);
  return held;
};

let held = 0;
for (const count of counts) held = await heldFor(count);
const isFit = held <= maximumHeld;
console.log(
  `${isFit ? "passed" : "FAILED"}: the longest list held ${megabytes(held)} MB, ${megabytes(maximumHeld)} are allowed`,
);
server.close();
process.exit(isFit ? 0 : 1);
