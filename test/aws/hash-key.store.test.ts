import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KmsError, type KmsKey } from "../../infra/local/kms/keys.ts";
import { startKms } from "../../infra/local/kms/kms-server.ts";
import { fingerprintOf, keyedHash, keyedId } from "../../shared/aws/hash-key.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { variables } from "../../shared/kernel/config.ts";
import { digest, idOf } from "../../shared/kernel/ids.ts";
import { problemOf } from "../../shared/lambda/problem-of.ts";
import { numberHash } from "../../shared/numbers/number-hash.ts";

const key: KmsKey = {
  id: "mac-key",
  arn: "arn:aws:kms:eu-central-1:000000000000:key/mac-key",
  enabled: true,
  usage: "GENERATE_VERIFY_MAC",
  spec: "HMAC_256",
  material: randomBytes(32),
};
let calls = 0;
let fault: KmsError | null = null;
const usable = () => {
  calls += 1;
  if (fault) throw fault;
  return key;
};

let kms: Awaited<ReturnType<typeof startKms>>;
beforeAll(async () => {
  kms = await startKms({ find: () => key, usable });
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_KMS: kms.url,
    [variables.environment]: "dev",
    [variables.numberHashKey]: key.id,
  });
});
afterAll(async () => {
  setClock(Date.now);
  await kms.close();
});

/** Simulates a cold start: a day passes, and a function forgets the key after 12 hours. */
const coldStart = (): void => {
  days += 1;
  const at = Date.now() + days * 24 * 3_600_000;
  setClock(() => at);
};
let days = 0;

const parts = ["ten_a", "sendMessage", "live", "order-1"];

test("keyedId() returns one id for equal parts, also after a cold start, and another id for other parts (invariants 3 and 6)", async () => {
  coldStart();
  const id = await keyedId("message", ...parts);
  coldStart();
  expect(await keyedId("message", ...parts)).toBe(id);
  expect(id).toMatch(/^msg_[A-Za-z0-9_-]{22}$/);
  const others = [
    await keyedId("message", "ten_b", ...parts.slice(1)),
    await keyedId("message", "ten_a", "sendMessagelive", "", "order-1"),
    await keyedId("batch", ...parts),
  ];
  for (const other of others) expect(other.slice(-22)).not.toBe(id.slice(-22));
});

test("keyedId() returns an id that nobody can compute without the key (invariant 16)", async () => {
  const id = await keyedId("message", ...parts);
  for (const guess of [parts, ["message", ...parts], ["id", "message", ...parts]])
    expect(id).not.toBe(idOf("message", digest(guess)));
});

test("fingerprintOf() returns a hash that nobody can use to guess a redacted text or an erased number (invariant 25)", async () => {
  const body = { to: "+14155550123", body: "Your code is 123456" };
  const fingerprint = await fingerprintOf(body);
  expect(await fingerprintOf({ body: body.body, to: body.to })).toBe(fingerprint);
  expect(await fingerprintOf({ ...body, body: "Your code is 123457" })).not.toBe(fingerprint);
  for (const guess of [[JSON.stringify(body)], ["fingerprint", JSON.stringify({ body: body.body, to: body.to })]])
    expect(fingerprint).not.toBe(digest(guess).toString("base64url"));
});

test("keyedId(), fingerprintOf() and numberHash() return other values under another key (invariants 16 and 25)", async () => {
  const made = () => Promise.all([keyedId("message", ...parts), fingerprintOf({ to: "x" }), numberHash("ten_a", "x")]);
  coldStart();
  const before = await made();
  const { material } = key;
  key.material = randomBytes(32);
  coldStart();
  const after = await made();
  key.material = material;
  coldStart();
  for (const [index, one] of before.entries()) expect(after[index]).not.toBe(one);
});

test("keyedHash() and numberHash() return different hashes for different purposes", async () => {
  const hashes = await Promise.all([
    keyedHash("id", ["ten_a", "+14155550123"]),
    keyedHash("fingerprint", ["ten_a", "+14155550123"]),
    keyedHash("idempotency key", ["ten_a", "+14155550123"]),
  ]);
  const texts = [...hashes.map((hash) => hash.toString("base64url")), await numberHash("ten_a", "+14155550123")];
  expect(new Set(texts).size).toBe(4);
});

test("keyedId(), numberHash() and fingerprintOf() call KMS once per cold start", async () => {
  coldStart();
  calls = 0;
  await Promise.all(Array.from({ length: 50 }, (_, index) => keyedId("message", ...parts, String(index))));
  await Promise.all([numberHash("ten_a", "+14155550123"), fingerprintOf({}), keyedId("batch", ...parts)]);
  expect(calls).toBe(1);
});

test.each(["DisabledException", "KMSInvalidStateException", "KMSInternalException"])(
  "keyedId() fails with 503 while KMS answers %s, and later returns the same id (invariant 6)",
  async (name) => {
    coldStart();
    const id = await keyedId("message", ...parts);
    coldStart();
    fault = new KmsError(name, "");
    const failure = await keyedId("message", ...parts).then(String, problemOf);
    fault = null;
    expect(failure).toMatchObject({ code: "temporarily_unavailable", status: 503 });
    expect(await keyedId("message", ...parts)).toBe(id);
  },
);
