import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { variables } from "../../../shared/kernel/config.ts";
import { type MessageId, newClaimToken, newId, scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { createMessage } from "../../../shared/messages/message-writes.ts";
import { handOver } from "../../../shared/messages/sending/hand-over.ts";
import type { StoredMessage } from "../../../shared/messages/stored-message.ts";
import { putOptOut } from "../../../shared/opt-outs/opt-out-writes.ts";
import type { StoredProviderConfig } from "../../../shared/provider-configs/provider-config.ts";
import { readConfig } from "../../../shared/provider-configs/provider-config-reads.ts";
import { twilioMessages } from "../../../shared/providers/twilio/twilio-messages.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { type CodeOrder, handOverCode } from "../../../shared/verifications/engines/hand-over-code.ts";
import { newVerificationId } from "../../../shared/verifications/verification-keys.ts";
import { type InProcessHub, startInProcessHub } from "../../support/in-process-hub.ts";
import { createTables, tableNamed } from "../../support/tables/dynamo-tables.ts";

/** The second configuration's provider: runs `whileAsked` during a request, then answers that it is too busy. */
let whileAsked: () => Promise<unknown> = async () => undefined;
let timesAsked = 0;
const second = createServer(async (request, response) => {
  request.resume();
  timesAsked += 1;
  await whileAsked();
  response.writeHead(429, { "content-type": "application/json" });
  response.end(JSON.stringify({ code: 20429, message: "Too many requests", status: 429 }));
});

let hub: InProcessHub;
let simulatorUrl: string;
let secondUrl: string;
beforeAll(async () => {
  hub = await startInProcessHub();
  process.env[variables.numberHashKey] = "test-key";
  await createTables(["messages", "optOuts", "events"]);
  await new Promise<void>((resolve) => second.listen(0, "127.0.0.1", resolve));
  const address = second.address();
  secondUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  simulatorUrl = process.env[variables.twilioBaseUrl] ?? "";
});
beforeEach(() => {
  timesAsked = 0;
  process.env[variables.twilioBaseUrl] = secondUrl;
});
afterAll(async () => {
  second.close();
  await hub.close();
});

let numbers = 2_000_000;
const hex = (): string => randomBytes(16).toString("hex");

/** A tenant with two verified configurations; the second is the first one's failover. */
const newPair = async () => {
  process.env[variables.twilioBaseUrl] = simulatorUrl;
  const { id, api } = await hub.newBareTenant();
  const tenantId = id as TenantId;
  const made = async (name: string): Promise<{ account: { accountSid: string; authToken: string }; id: string }> => {
    const account = { accountSid: `AC${hex()}`, authToken: hex() };
    const number = `+1646${++numbers}`;
    await hub.simulator.addAccount({ ...account, phoneNumbers: [{ sid: `PN${hex()}`, phoneNumber: number }] });
    const settings = { name, provider: "twilio", credentials: account, fromNumbers: [number] };
    const { body } = await api.post("/v1/provider-configs", settings);
    await api.post(`/v1/provider-configs/${body.id}/test-connection`);
    return { account, id: body.id };
  };
  const [one, two] = [await made("One"), await made("Two")];
  await api.patch(`/v1/provider-configs/${one.id}`, { failoverConfigId: two.id });
  const config = (await readConfig(tenantId, one.id))?.config;
  if (!config) throw new Error("no such row");
  process.env[variables.twilioBaseUrl] = secondUrl;
  return { tenantId, config, account: one.account, secondId: two.id };
};

const claimedMessage = async (config: StoredProviderConfig): Promise<StoredMessage> => {
  const at = new Date().toISOString();
  const [sender] = config.fromNumbers;
  const message: StoredMessage = {
    scope: scopeOf(config.tenantId, "live"),
    id: newId("message") as MessageId,
    direction: "outbound",
    channel: "sms",
    status: "sending",
    isFinal: false,
    to: `+1415${++numbers}`,
    ...(sender === undefined ? {} : { sender, from: sender }),
    body: "x",
    mediaUrls: [],
    mediaTypes: [],
    segmentCount: 1,
    encoding: "GSM-7",
    provider: "twilio",
    providerConfigId: config.id,
    configTenantId: config.tenantId,
    isTest: false,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    lastEventAt: at,
    events: {},
    validUntil: Date.now() + 60_000,
    attempts: 0,
    claimToken: newClaimToken(),
    leaseUntil: Date.now() + 60_000,
  };
  await createMessage(message, null);
  return message;
};

/** Hands a message over while the first configuration cools down, although it would accept the message. */
const handedOver = async (during: (message: StoredMessage) => Promise<unknown>) => {
  const { config, account } = await newPair();
  const message = await claimedMessage(config);
  whileAsked = () => during(message);
  const sender = twilioMessages(twilioTransport(account, { baseUrl: simulatorUrl }));
  const result = await handOver(message, { ...config, coolsUntil: Date.now() + 60_000 }, sender);
  expect(timesAsked).toBe(1);
  return { ...result, config, creates: await hub.simulator.requests({ to: message.to, operation: "messages.create" }) };
};

test("handOver asks a cooling first configuration when the second one is throttled", async () => {
  const { message, outcome, config, creates } = await handedOver(async () => undefined);
  expect(outcome.kind).toBe("accepted");
  expect(message.providerConfigId).toBe(config.id);
  expect(creates).toHaveLength(1);
});

test.each<[string, (message: StoredMessage) => string | undefined]>([
  ["from the first one's number", ({ sender }) => sender],
  ["from the whole tenant", () => undefined],
])(
  "handOver respects a STOP %s that arrives while it asks the second configuration (invariant 7)",
  async (_what, from) => {
    const { message, outcome, config, creates } = await handedOver((asked) =>
      putOptOut({ owner: asked.scope, number: asked.to, sender: from(asked) }, "api"),
    );
    expect(creates).toEqual([]);
    // The second configuration's outcome remains: the message waits, and the next attempt reads the opt-outs first.
    expect(outcome).toMatchObject({ kind: "throttled", error: { providerCode: "20429" } });
    expect(message.providerConfigId).toBe(config.failoverConfigId);
  },
);

test("handOver does not ask the first configuration when it cannot read the opt-outs again", async () => {
  const { outcome, creates } = await handedOver(async () => {
    process.env.TABLE_OPT_OUTS = "gone";
  });
  process.env.TABLE_OPT_OUTS = tableNamed("optOuts");
  expect(creates).toEqual([]);
  expect(outcome.kind).toBe("throttled");
});

const order = (config: StoredProviderConfig): CodeOrder => ({
  channel: "sms",
  to: `+1415${++numbers}`,
  scope: scopeOf(config.tenantId, "live"),
  verificationId: newVerificationId("t"),
  body: "123456 is your code.",
  validitySeconds: 600,
});

test.each([
  ["a code", 2, () => undefined],
  ["a code that is stopped meanwhile (invariant 7)", 1, ({ scope, to }: CodeOrder) => ({ owner: scope, number: to })],
])(
  "handOverCode with %s makes %d attempts when the first configuration cools and the second is throttled",
  async (_what, times, of) => {
    const { config } = await newPair();
    const code = order(config);
    const optOut = of(code);
    whileAsked = async () => optOut && putOptOut({ ...optOut, sender: undefined }, "api");
    const outcome = await handOverCode({ ...config, coolsUntil: Date.now() + 60_000 }, code);
    expect(timesAsked).toBe(times);
    expect(outcome).toMatchObject({ kind: "throttled", error: { providerCode: "20429" } });
  },
);

test("handOver fails over from an unreachable provider, and waits when the second one is throttled", async () => {
  const { config, account } = await newPair();
  whileAsked = async () => undefined;
  const sender = twilioMessages(twilioTransport(account, { baseUrl: "http://127.0.0.1:1" }));
  const message = await claimedMessage(config);
  const both = await handOver(message, config, sender);
  expect(timesAsked).toBe(1);
  expect(both).toMatchObject({
    message: { providerConfigId: config.id },
    outcome: { kind: "throttled", error: { code: "provider_unreachable" } },
  });
  process.env[variables.twilioBaseUrl] = simulatorUrl;
  const next = await claimedMessage(config);
  const { message: moved, outcome } = await handOver(next, config, sender);
  expect(outcome.kind).toBe("accepted");
  expect(moved.providerConfigId).toBe(config.failoverConfigId);
  expect(await hub.simulator.accepted({ to: next.to })).toHaveLength(1);
});
