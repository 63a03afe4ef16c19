import { createServer } from "node:http";
import { Readable } from "node:stream";
import type { StoredBatch } from "../../shared/batches/batch.ts";
import { importList } from "../../shared/batches/lists/import-list.ts";

// Imports lists of growing length through a store that keeps nothing, and tells what that takes: `npm run soak:import`.
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

/** As S3 sends it: pieces of some kilobytes. */
function* pieces(count: number): Generator<Buffer> {
  let text = "to,name\n";
  for (let at = 0; at < count; at++) {
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

for (const count of [10_000, 100_000, 1_000_000]) {
  let peak = 0;
  const watch = setInterval(() => {
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external + arrayBuffers);
  }, 20);
  const startedAt = performance.now();
  const imported = await importList(batch, Readable.from(pieces(count)));
  clearInterval(watch);
  const seconds = (performance.now() - startedAt) / 1000;
  const { rss } = process.memoryUsage();
  console.log(
    `${imported.total} recipients, ${imported.invalidCount} invalid: ${seconds.toFixed(1)} s, heap and buffers at most ${megabytes(peak)} MB, rss ${megabytes(rss)} MB`,
  );
}
server.close();
process.exit(0);
