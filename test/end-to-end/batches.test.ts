import { describe, expect } from "vitest";
import { ask } from "./support/http-answer.ts";
import { eventually, newRecipient, simulator, tenant, testWith } from "./support/hub.ts";

const getBatch = async (id: string) => (await tenant.get(`/v1/message-batches/${id}`)).body;
const batchWith = (id: string, statuses: string[], milliseconds = 90_000) =>
  eventually(
    () => getBatch(id),
    ({ status }) => statuses.includes(status),
    milliseconds,
  );

/** Uploads a list to the URL of createBatchUpload, as any HTTP client does. */
const upload = async (content: string): Promise<string> => {
  const { status, body } = await tenant.post("/v1/message-batches/uploads", { bytes: Buffer.byteLength(content) });
  expect(status).toBe(201);
  expect(await ask({ method: "PUT", url: body.url, headers: body.headers, body: content })).toMatchObject({
    status: 200,
  });
  return body.uploadId;
};

const none = { accepted: 0, failed: 0, suppressed: 0, canceled: 0, expired: 0, unknown: 0, pending: 0 };

describe.concurrent("createBatch", () => {
  testWith("simulator")(
    "sends once to each recipient in the request, and reports the others",
    async () => {
      const [one, two] = [newRecipient(), newRecipient()];
      const { status, body } = await tenant.post("/v1/message-batches", {
        to: [
          { to: one, variables: { name: "Ana" } },
          { to: two, variables: { name: "Ben" } },
          one,
          two.slice(2),
          "junk",
        ],
        body: "Hello {{name}}",
      });
      expect(status).toBe(202);
      expect(await batchWith(body.id, ["completed"])).toMatchObject({
        ...{ status: "completed", total: 2, counts: { ...none, accepted: 2 } },
        // The batch cannot send to recipients without a name, whether or not the list already contains them.
        ...{ duplicates: 0, invalidCount: 3, invalid: [{ line: 3 }, { line: 4 }, { line: 5, input: "junk" }] },
      });
      expect(await simulator.accepted({ to: one })).toMatchObject([{ body: "Hello Ana" }]);
      expect(await simulator.accepted({ to: two })).toMatchObject([{ body: "Hello Ben" }]);
    },
    100_000,
  );

  testWith("simulator")(
    "counts a batch from an uploaded CSV to completed, with a result for each recipient",
    async () => {
      const numbers = Array.from({ length: 24 }, newRecipient);
      const lines = numbers.map((number, at) => `${number};"Person ${at}"`);
      const uploadId = await upload(`\uFEFFto;name\r\n${lines.join("\r\n")}\r\n${numbers[0]};Again\r\nnonsense;x\r\n`);
      const { status, body } = await tenant.post("/v1/message-batches", { uploadId, body: "Hello {{name}}" });
      expect(status).toBe(202);
      const seen: number[] = [];
      const ended = await eventually(
        async () => {
          const batch = await getBatch(body.id);
          if (batch.status === "running" || batch.status === "completed") {
            const counted = Object.values<number>(batch.counts).reduce((sum, count) => sum + count, 0);
            expect(counted).toBe(batch.total);
            seen.push(batch.counts.accepted);
          }
          return batch;
        },
        (batch) => batch.status === "completed",
        90_000,
      );
      expect(ended).toMatchObject({
        total: 24,
        duplicates: 1,
        invalidCount: 1,
        invalid: [{ line: 27, input: "nonsense" }],
      });
      expect(ended.counts).toEqual({ ...none, accepted: 24 });
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      const results = await tenant.get(`/v1/message-batches/${body.id}/results.csv`);
      expect(results.headers["content-type"]).toMatch(/text\/csv/);
      const [header, ...rows] = String(results.body).trim().split("\r\n");
      expect(header).toMatch(/^to,status,message_id/);
      expect(rows.map((row) => row.split(",")[0])).toEqual(numbers);
      expect(await simulator.accepted({ to: numbers[23] ?? "" })).toMatchObject([{ body: "Hello Person 23" }]);
    },
    100_000,
  );

  testWith("simulator")(
    "sends nothing for a batch canceled before its time, and counts all as canceled",
    async () => {
      const to = [newRecipient(), newRecipient()];
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      const { body } = await tenant.post("/v1/message-batches", { to, body: "never", sendAt });
      expect((await batchWith(body.id, ["scheduled"])).status).toBe("scheduled");
      const canceled = await tenant.post(`/v1/message-batches/${body.id}/cancel`);
      expect(canceled).toMatchObject({ status: 202, body: { status: "canceled", counts: { ...none, canceled: 2 } } });
      expect((await tenant.post(`/v1/message-batches/${body.id}/resume`)).status).toBe(409);
      expect(await simulator.requests({ to: to[0] })).toEqual([]);
    },
    100_000,
  );

  testWith("simulator")(
    "fails a batch of invalid recipients only, and says why",
    async () => {
      const { body } = await tenant.post("/v1/message-batches", { to: ["junk", "more junk"], body: "x" });
      expect(await batchWith(body.id, ["failed"])).toMatchObject({
        ...{ status: "failed", failure: "The list has no valid entry: see `invalid`.", invalidCount: 2 },
      });
    },
    100_000,
  );
});
