import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { allowing, calling } from "../support/channels.ts";
import {
  admin,
  api,
  eventually,
  newNumber,
  newTwilioAccount,
  running,
  simulator,
  type TestTenant,
  type TwilioAccount,
  tables,
  tokenFor,
} from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";
import { policyPath } from "../verifications/verification-client.ts";
import { newVerifyingTenant, type VerifyingTenant } from "../verifications/verifying-tenant.ts";

/** Two tenants: `tenant` uses the hub's own codes, `verify` uses Twilio Verify. */
let tenant: VerifyingTenant;
let verify: VerifyingTenant;
/** A user without permissions, and that user's own Twilio account. */
const mallory = "mallory";
let token: Api;
let own: OwnConfig;

interface OwnConfig {
  account: TwilioAccount;
  id: string;
  webhookUrls: { inbound: string; status: string };
}

/**
 * Creates and verifies a user's own configuration, as any signed-in user may. With `isUnlisted` Twilio does not list the account's numbers,
 * so the user can claim any number.
 */
const ownConfigOf = async (user: Api, settings: object = {}, { isUnlisted = false } = {}): Promise<OwnConfig> => {
  const account = await newTwilioAccount();
  const { accountSid, authToken, number } = account;
  if (isUnlisted) {
    const operation = "incomingPhoneNumbers.list";
    await simulator.fault({ match: { accountSid, operation }, kind: "reject", status: 403, code: 20403 });
  }
  const { sid: verifyServiceSid } = await simulator.addVerifyService({ accountSid, friendlyName: "Mallory" });
  const made = await user.post("/v1/provider-configs", {
    ...{ name: "own", provider: "twilio", ...calling, verifyServiceSid, fromNumbers: [number] },
    ...{ credentials: { accountSid, authToken }, ...settings },
  });
  expect(made.status).toBe(201);
  const tested = await user.post(`/v1/provider-configs/${made.body.id}/test-connection`);
  expect(tested.body).toMatchObject({ verified: true });
  return { account, id: made.body.id, webhookUrls: made.body.webhookUrls };
};

const userOf = async ({ id }: { id: string }, user = mallory, permissions: string[] = []) =>
  api(await tokenFor({ tenant: id, user, permissions }));

beforeAll(async () => {
  [tenant, verify] = await Promise.all([newVerifyingTenant(), newVerifyingTenant({ engine: "twilio-verify" })]);
  token = await userOf(tenant);
  own = await ownConfigOf(token);
});

/** An account's requests to send to this number, with any outcome. */
const sentBy = async (to: string, { accountSid }: TwilioAccount) =>
  (await simulator.requests({ to })).filter(({ path }) => path.includes(accountSid));

describe("a user's own configuration:", () => {
  test("startVerification never uses it, although the verification concerns that user (invariant 29)", async () => {
    const victim = newNumber();
    const request = { to: victim, purpose: "login", userId: mallory };
    expect((await tenant.api.post("/v1/verifications", request)).status).toBe(201);
    expect(await sentBy(victim, own.account)).toEqual([]);
    expect(await sentBy(victim, tenant.twilio)).toHaveLength(1);
  });

  test("startVerification with that user's token never uses it (invariant 29)", async () => {
    const victim = newNumber();
    const verifier = await userOf(tenant, mallory, ["verify_users"]);
    expect((await verifier.post("/v1/verifications", { to: victim, purpose: "login" })).status).toBe(201);
    expect(await sentBy(victim, own.account)).toEqual([]);
    expect(await sentBy(victim, tenant.twilio)).toHaveLength(1);
  });

  test("startVerification never uses its Verify service (invariant 29)", async () => {
    const theirs = await ownConfigOf(await userOf(verify));
    const victim = newNumber();
    const request = { to: victim, purpose: "login", userId: mallory };
    const { status, body } = await verify.api.post("/v1/verifications", request);
    expect(status).toBe(201);
    const started = await simulator.verifications({ to: victim });
    expect(started.map(({ accountSid }) => accountSid)).toEqual([verify.twilio.accountSid]);
    expect(started.map(({ accountSid }) => accountSid)).not.toContain(theirs.account.accountSid);
    expect((await verify.api.post(`/v1/verifications/${body.id}/resend`, {})).status).toBe(429);
  });

  test("updateVerificationPolicy refuses it (invariant 29)", async () => {
    const refused = await tenant.api.patch(policyPath, { providerConfigId: own.id });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "providerConfigId" }] } });
  });

  test("notifyUser never uses it (invariant 29)", async () => {
    const number = newNumber();
    await tenant.api.patch(`/v1/users/${mallory}/preferences`, { number, ...allowing("sms") });
    const notification = { userId: mallory, message: "x", channels: ["sms"] };
    const { body } = await tenant.api.post("/v1/notifications", notification);
    expect(body.results).toMatchObject([{ messageId: expect.any(String), reason: null }]);
    const sender = await userOf(tenant, mallory, ["send_messages"]);
    expect((await sender.post("/v1/notifications", notification)).body.results).toMatchObject([{ reason: null }]);
    expect(await sentBy(number, own.account)).toEqual([]);
    expect(await sentBy(number, tenant.twilio)).toHaveLength(2);
  });

  test("sendMessage and createBatch never use it for a message that only concerns that user (invariant 29)", async () => {
    const [one, forced] = [newNumber(), newNumber()];
    const { body } = await tenant.api.post("/v1/messages", { to: one, body: "x", userId: mallory });
    expect(body).toMatchObject({ providerConfigId: tenant.config.id, userId: mallory, actingUserId: null });
    expect(await sentBy(one, own.account)).toEqual([]);
    const named = { to: forced, body: "x", userId: mallory, providerConfigId: own.id };
    for (const path of ["/v1/messages", "/v1/messages/preview", "/v1/message-batches"]) {
      const list = path.endsWith("batches") ? { ...named, userId: undefined, to: [forced] } : named;
      const answer = await tenant.api.post(path, list);
      const refused = path.endsWith("preview") ? answer.body.blocked[0].code : answer.body.code;
      expect(refused).toBe("not_found");
    }
    expect(await sentBy(forced, own.account)).toEqual([]);
  });

  test("sendMessage and createBatch use it for that user's token, and for a key with act_for_users on that user's behalf", async () => {
    const sender = await userOf(tenant, mallory, ["send_messages"]);
    const [byToken, byKey, listed] = [newNumber(), newNumber(), newNumber()];
    const acting = { providerConfigId: own.id, actingUserId: mallory };
    expect((await sender.post("/v1/messages", { to: byToken, body: "x" })).body).toMatchObject(acting);
    const onBehalfOf = mallory;
    expect((await tenant.api.post("/v1/messages", { to: byKey, body: "x", onBehalfOf })).body).toMatchObject(acting);
    const batch = await tenant.api.post("/v1/message-batches", { to: [listed], body: "x", onBehalfOf });
    expect(batch).toMatchObject({ status: 202, body: { actingUserId: mallory } });
    await eventually(
      () => sentBy(listed, own.account),
      (requests) => requests.length > 0,
    );
    for (const to of [byToken, byKey, listed]) expect(await sentBy(to, own.account)).toHaveLength(1);
  });
});

describe("onBehalfOf", () => {
  const attempts = (to: string): [string, (who: Api, onBehalfOf: string) => ReturnType<Api["post"]>][] => [
    ["sendMessage", (who, onBehalfOf) => who.post("/v1/messages", { to, body: "x", onBehalfOf })],
    ["createBatch", (who, onBehalfOf) => who.post("/v1/message-batches", { to: [to], body: "x", onBehalfOf })],
    ["listProviderConfigs", (who, onBehalfOf) => who.get(`/v1/provider-configs?onBehalfOf=${onBehalfOf}`)],
  ];

  test.each(attempts(newNumber()))(
    "in %s is refused for a token, even with its own user",
    async (_operation, attempt) => {
      const permissions = ["send_messages", "manage_provider_configs", "act_for_users"];
      const user = await userOf(tenant, "ann", permissions);
      for (const name of ["ann", mallory])
        expect(await attempt(user, name)).toMatchObject({ status: 400, body: { errors: [{ path: "onBehalfOf" }] } });
    },
  );

  test.each(attempts(newNumber()))("in %s requires a key with act_for_users", async (_operation, attempt) => {
    const permissions = ["send_messages", "manage_provider_configs"];
    const { body } = await tenant.api.post("/v1/api-keys", { name: "no acting", mode: "live", permissions });
    const refused = await attempt(api(body.secret), mallory);
    expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test("in listProviderConfigs shows the configurations that the user would see", async () => {
    const { body } = await tenant.api.get(`/v1/provider-configs?onBehalfOf=${mallory}`);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([own.id]);
    expect((await tenant.api.get("/v1/provider-configs?onBehalfOf=nobody")).body.items).toEqual([]);
  });

  test("is refused by startVerification and notifyUser (invariant 29)", async () => {
    const code = { to: newNumber(), purpose: "login", onBehalfOf: mallory };
    expect((await tenant.api.post("/v1/verifications", code)).status).toBe(400);
    const notice = { userId: mallory, message: "x", onBehalfOf: mallory };
    expect((await tenant.api.post("/v1/notifications", notice)).status).toBe(400);
  });
});

describe("inbound-message through a user's own configuration", () => {
  /** Posts a webhook that the user signs, because the user knows the account's token. */
  const tell = (from: string, to: string, body: string) => {
    const { accountSid, authToken } = own.account;
    const MessageSid = `SM${crypto.randomUUID().replaceAll("-", "")}`;
    const form = { AccountSid: accountSid, MessageSid, From: from, To: to, Body: body };
    return postSigned(own.webhookUrls.inbound, form, authToken);
  };
  const send = async (who: Pick<TestTenant, "api">, to: string) =>
    (await who.api.post("/v1/messages", { to, body: "x" })).body.status;

  test("opts no recipient out of the tenant's messages, and none in (invariants 7 and 29)", async () => {
    const [stopped, started] = [newNumber(), newNumber()];
    expect((await tell(stopped, tenant.twilio.number, "STOP")).status).toBe(200);
    expect(await send(tenant, stopped)).not.toBe("suppressed");
    await simulator.inbound({ from: started, to: tenant.twilio.number, body: "STOP" });
    expect(await send(tenant, started)).toBe("suppressed");
    expect((await tell(started, tenant.twilio.number, "START")).status).toBe(200);
    expect(await send(tenant, started)).toBe("suppressed");
  });

  test("opts a recipient out of that user's own messages", async () => {
    const to = newNumber();
    await simulator.inbound({ from: to, to: own.account.number, body: "hello" });
    await tell(to, own.account.number, "STOP");
    const sender = await userOf(tenant, mallory, ["send_messages"]);
    expect((await sender.post("/v1/messages", { to, body: "x" })).body.status).toBe("suppressed");
  });

  test("records no opt-out from the tenant's number, nor does a refusal by that account (invariant 29)", async () => {
    // A user can enter any number in their own configuration.
    const numbers = { fromNumbers: [tenant.twilio.number] };
    const other = await ownConfigOf(await userOf(tenant, "olga"), numbers, { isUnlisted: true });
    const olga = await userOf(tenant, "olga", ["send_messages"]);
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 400, code: 21610, message: "unsubscribed" });
    const refused = await olga.post("/v1/messages", { to, body: "x", from: tenant.twilio.number });
    expect(refused.body).toMatchObject({ providerConfigId: other.id, error: { code: "recipient_opted_out" } });
    expect(await send(tenant, to)).not.toBe("suppressed");
  });

  test("stores the message for that user, who can read it", async () => {
    const from = newNumber();
    await tell(from, own.account.number, "for mallory");
    const { body } = await token.get(`/v1/messages?from=${from.slice(1)}`);
    expect(body.items).toMatchObject([{ body: "for mallory", actingUserId: mallory, userId: null }]);
  });

  test("answers 429 beyond a limit, so that the provider retries later (invariant 31)", async () => {
    const greta = await ownConfigOf(await userOf(tenant, "greta"));
    const pk = `${tenant.id}#creations#ownReceivedMessages#greta`;
    const drawnTo = Date.now() + 40 * 86_400_000;
    await tables.send(new PutCommand({ TableName: running.tables.limits, Item: { pk, drawnTo } }));
    const { accountSid, authToken, number } = greta.account;
    const from = newNumber();
    const form = { AccountSid: accountSid, MessageSid: `SM${"7".repeat(32)}`, From: from, To: number, Body: "hi" };
    expect((await postSigned(greta.webhookUrls.inbound, form, authToken)).status).toBe(429);
    const optOuts = async () => (await tenant.api.get(`/v1/opt-outs?number=${from.slice(1)}`)).body.items;
    expect((await tenant.api.get(`/v1/messages?from=${from.slice(1)}`)).body.items).toEqual([]);
    // The hub still records a STOP, and a repeated webhook consumes nothing from a limit.
    const stop = { ...form, MessageSid: `SM${"8".repeat(32)}`, Body: "STOP" };
    expect((await postSigned(greta.webhookUrls.inbound, stop, authToken)).status).toBe(200);
    expect(await optOuts()).toMatchObject([{ scope: { sender: greta.id } }]);
    const key = { pk: `${tenant.id}#creations#ownReceivedOptOuts#greta` };
    const drawn = async () => (await tables.send(new GetCommand({ TableName: running.tables.limits, Key: key }))).Item;
    const before = await drawn();
    expect((await postSigned(greta.webhookUrls.inbound, stop, authToken)).status).toBe(200);
    expect(before).toBeDefined();
    expect(await drawn()).toEqual(before);
  });

  test("does not keep createErasure from a number that the user claims (invariant 29)", async () => {
    const number = newNumber();
    const nora = await userOf(tenant, "nora");
    const { id, account } = await ownConfigOf(nora);
    await nora.patch(`/v1/provider-configs/${id}`, { fromNumbers: [account.number, number] });
    expect((await tenant.api.post("/v1/erasures", { number })).status).toBe(202);
  });
});

test("listHubProviderConfigs refuses onBehalfOf", async () => {
  expect((await admin.get("/v1/hub/provider-configs?onBehalfOf=ana")).status).toBe(400);
});
