import { startSnsSimulator } from "@phonehub/simulators/sns";
import { type SnsControl, snsControl } from "@phonehub/simulators/sns/control";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import type { OutgoingMessage } from "../../shared/providers/provider.ts";
import { sns } from "../../shared/providers/sns/sns.ts";
import { awsEndpoint } from "./aws-endpoint.ts";
import { deadPort, rawServer } from "./raw-server.ts";

const keys = { region: "eu-central-1", accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "secret-of-an-example" };
const settings = { senderId: null, smsType: "Promotional", maxPriceUsd: null, timeoutMs: 1_000 } as const;
let roles = 0;
const newRole = () => ({
  region: "eu-central-1",
  roleArn: `arn:aws:iam::123456789012:role/phonehub-${roles++}`,
  externalId: "ext-1",
});
const register = ({ roleArn, externalId }: ReturnType<typeof newRole>) => control.registerRole({ roleArn, externalId });
const timesTaken = async ({ roleArn }: { roleArn: string }) =>
  (await control.assumedRoles()).filter((session) => session.roleArn === roleArn);
const message: OutgoingMessage = { channel: "sms", to: "+4915112345678", from: null, body: "Hallo", mediaUrls: [] };

let simulator: Awaited<ReturnType<typeof startSnsSimulator>>;
let control: SnsControl;
let restore: () => void;

beforeAll(async () => {
  simulator = await startSnsSimulator();
  control = snsControl(simulator.url);
  restore = awsEndpoint(simulator.url);
});
beforeEach(() => control.reset());
afterAll(async () => {
  restore();
  await simulator.close();
});

/** Runs with another AWS endpoint. */
const at = async <T>(url: string, run: () => Promise<T>): Promise<T> => {
  const back = awsEndpoint(url);
  try {
    return await run();
  } finally {
    back();
  }
};

test("sns message sender returns accepted, the only outcome SNS reports", async () => {
  const { messages, ...others } = sns(keys, settings);
  expect(await messages.send(message)).toMatchObject({ kind: "accepted", status: "accepted" });
  expect(Object.keys(messages)).toEqual(["send"]);
  expect(Object.keys(others)).toEqual(["name", "account", "optOuts"]);
});

test.each([
  ["nothing but the type", {}, null, { "AWS.SNS.SMS.SMSType": "Promotional" }],
  ["the configuration's sender ID", { senderId: "Acme" }, null, { "AWS.SNS.SMS.SenderID": "Acme" }],
  ["the message's own sender ID", { senderId: "Acme" }, "Other", { "AWS.SNS.SMS.SenderID": "Other" }],
  ["a maximum price", { maxPriceUsd: "0.5" }, null, { "AWS.SNS.SMS.MaxPrice": "0.5" }],
])("sns message sender sets %s", async (_what, changes, from, attributes) => {
  await sns(keys, { ...settings, ...changes }).messages.send({ ...message, from });
  expect((await control.accepted())[0]?.attributes).toEqual({ "AWS.SNS.SMS.SMSType": "Promotional", ...attributes });
});

test("sns message sender prefers an origination number to the sender ID", async () => {
  await sns(keys, { ...settings, senderId: "Acme" }).messages.send({ ...message, from: "+14155550100" });
  expect((await control.accepted())[0]?.attributes).toEqual({
    "AWS.SNS.SMS.SMSType": "Promotional",
    "AWS.MM.SMS.OriginationNumber": "+14155550100",
  });
});

test("sns message sender refuses media and content without asking SNS", async () => {
  const { send } = sns(keys, settings).messages;
  for (const changes of [{ channel: "whatsapp" } as const, { mediaUrls: ["https://a.example/1"] }]) {
    expect(await send({ ...message, ...changes })).toMatchObject({
      kind: "rejected",
      error: { code: "not_supported" },
    });
  }
  expect(await control.requests()).toHaveLength(0);
});

test.each([
  ["InvalidParameter", 400, "rejected", "request_invalid"],
  ["AuthorizationError", 403, "rejected", "permission_missing"],
  ["SignatureDoesNotMatch", 403, "rejected", "credentials_rejected"],
  ["InvalidClientTokenId", 403, "rejected", "credentials_rejected"],
  ["OptedOut", 400, "rejected", "recipient_opted_out"],
  ["SomethingNew", 400, "rejected", "provider_error"],
  ["constructor", 400, "rejected", "provider_error"],
  ["toString", 400, "rejected", "provider_error"],
  ["Throttling", 400, "throttled", "rate_limited"],
  ["Throttled", 429, "throttled", "rate_limited"],
  ["KMSThrottling", 400, "throttled", "rate_limited"],
  ["SomethingNew", 429, "throttled", "rate_limited"],
])("sns message sender maps %s with HTTP %i to %s: %s", async (code, status, kind, ours) => {
  await control.fault({ kind: "reject", code, status });
  const outcome = await sns(keys, settings).messages.send(message);
  expect(outcome).toMatchObject({ kind, error: { code: ours, retryable: kind === "throttled" } });
});

test.each([408, 500, 503])("sns message sender returns unknown for HTTP %i", async (status) => {
  await control.fault({ kind: "reject", code: "InternalError", status });
  expect(await sns(keys, settings).messages.send(message)).toMatchObject({ kind: "unknown" });
});

test("sns message sender blames the recipient for a number that SNS does not accept", async () => {
  expect(await sns(keys, settings).messages.send({ ...message, to: "+0" })).toMatchObject({
    kind: "rejected",
    error: { code: "recipient_invalid" },
  });
});

// Invariant 1: by default the SDK sends three times when a connection breaks.
test("sns message sender tries once when the connection breaks", async () => {
  const server = await rawServer((_request, response) => response.destroy());
  const outcome = await at(server.url, () => sns(keys, settings).messages.send(message));
  expect(outcome).toMatchObject({ kind: "unknown" });
  expect(server.received).toHaveLength(1);
});

test.each([500, 503])(
  "sns message sender calls SNS once when it answers %i, which the SDK would retry (invariant 1)",
  async (status) => {
    const server = await rawServer((_request, response) => response.writeHead(status).end());
    const outcome = await at(server.url, () => sns(keys, settings).messages.send(message));
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(server.received).toHaveLength(1);
  },
);

test("sns message sender opens a connection for each send", async () => {
  const server = await rawServer((_request, response) => response.writeHead(500).end());
  const { send } = sns(keys, settings).messages;
  await at(server.url, async () => [await send(message), await send(message)]);
  expect(server.connections()).toBe(2);
});

test("sns message sender assumes a role with its external id, once for many concurrent messages", async () => {
  const role = newRole();
  await register(role);
  const { send } = sns(role, settings).messages;
  const outcomes = await Promise.all([send(message), send(message), send(message)]);
  expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted"]);
  expect(await timesTaken(role)).toMatchObject([{ roleSessionName: "phonehub", externalId: "ext-1" }]);
  expect((await control.accepted())[0]?.signedBy).toMatchObject({ roleArn: role.roleArn });
});

test("sns message sender assumes the role again five minutes before it expires", async () => {
  const role = newRole();
  const { send } = sns(role, settings).messages;
  await send(message);
  const restoreClock = setClock(() => Date.now() + 54 * 60_000);
  await send(message);
  expect(await timesTaken(role)).toHaveLength(1);
  restoreClock();
  const restoreLater = setClock(() => Date.now() + 55.1 * 60_000);
  await send(message);
  restoreLater();
  expect(await timesTaken(role)).toHaveLength(2);
});

test("sns message sender returns refused credentials for a denied role, and sends nothing", async () => {
  const role = newRole();
  await register({ ...role, externalId: "another" });
  expect(await sns(role, settings).messages.send(message)).toMatchObject({
    kind: "rejected",
    error: { code: "credentials_rejected", providerCode: "AccessDenied" },
  });
  expect(await control.accepted()).toHaveLength(0);
  await register(role);
  expect(await sns(role, settings).messages.send(message)).toMatchObject({ kind: "accepted" });
});

test("sns message sender returns throttled when the role is unavailable now, and sends nothing", async () => {
  const dead = `http://127.0.0.1:${await deadPort()}`;
  const { send } = sns(newRole(), settings).messages;
  expect(await at(dead, () => send(message))).toMatchObject({ kind: "throttled", error: { retryable: true } });
  const broken = await rawServer((_request, response) => response.writeHead(500).end());
  expect(await at(broken.url, () => send(message))).toMatchObject({ kind: "throttled" });
});

test("sns message sender does not cache keys that SNS refuses", async () => {
  const role = newRole();
  const { send } = sns(role, settings).messages;
  await send(message);
  await control.fault({ kind: "reject", code: "ExpiredToken", status: 403 });
  expect(await send(message)).toMatchObject({ kind: "rejected", error: { code: "credentials_rejected" } });
  expect(await send(message)).toMatchObject({ kind: "accepted" });
  expect(await timesTaken(role)).toHaveLength(2);
});

test("sns account describes the owner of its credentials", async () => {
  expect(await sns(newRole(), settings).account.describe()).toEqual({
    name: "AWS account 123456789012",
    status: null,
    balance: null,
  });
});

test("sns account reports refused credentials as a failure of kind credentials", async () => {
  await control.fault({ kind: "reject", code: "InvalidClientTokenId", status: 403 });
  await expect(sns(keys, settings).account.describe()).rejects.toMatchObject({ kind: "credentials" });
  const dead = `http://127.0.0.1:${await deadPort()}`;
  await expect(at(dead, () => sns(keys, settings).account.describe())).rejects.toMatchObject({ kind: "unavailable" });
});
