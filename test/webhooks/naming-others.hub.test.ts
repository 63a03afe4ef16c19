import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { idOf } from "../../shared/kernel/ids.ts";
import { newNumber, newTenant, newTwilioAccount, simulator, type TestTenant } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const hex = () => randomBytes(16).toString("hex");
const noMessage = () => idOf("message", randomBytes(16));

/** The signer of a webhook: the URLs of a configuration, and its account. */
interface Signer {
  webhookUrls: { status: string; inbound: string };
  accountSid: string;
  authToken: string;
}

const otherTenant = async (): Promise<Signer> => {
  const { config, twilio } = await newTenant();
  return { webhookUrls: config.webhookUrls, ...twilio };
};
/** Another configuration of the same tenant, or with `ownerUserId` that user's own. */
const otherConfig = async (ownerUserId: string | null): Promise<Signer> => {
  const twilio = await newTwilioAccount();
  const credentials = { accountSid: twilio.accountSid, authToken: twilio.authToken };
  const newConfig = { name: "Another", provider: "twilio", credentials };
  const query = ownerUserId === null ? "" : `?onBehalfOf=${ownerUserId}`;
  const { body } = await tenant.api.post(`/v1/provider-configs${query}`, newConfig);
  return { webhookUrls: body.webhookUrls, ...twilio };
};

const message = async (id: string) => (await tenant.api.get(`/v1/messages/${id}?view=full`)).body;

/** A message of the tenant that Twilio accepted and for which it sends no callbacks. */
const sent = async (): Promise<{ id: string; sid: string }> => {
  const to = newNumber();
  await simulator.fault({ match: { to }, kind: "no-callbacks" });
  const { body } = await tenant.api.post("/v1/messages", { to, body: "quiet" });
  return { id: body.id, sid: body.providerMessageId };
};

/** An answer as the sender of a webhook sees it, without the request's id. */
const seen = ({ status, body }: { status: number; body: string }) => ({
  status,
  body: body.replace(/"requestId":"[^"]*"/, ""),
});

const tellStatus = async ({ webhookUrls, accountSid, authToken }: Signer, messageId: string, sid: string) =>
  seen(
    await postSigned(
      `${webhookUrls.status}/${tenant.id}/${messageId}`,
      { AccountSid: accountSid, MessageSid: sid, MessageStatus: "delivered" },
      authToken,
    ),
  );

describe.each([
  ["another tenant's configuration", 403, otherTenant],
  ["another configuration of the tenant", 204, () => otherConfig(null)],
  ["a user's own configuration", 204, () => otherConfig("alice")],
])("message-status signed by %s", (_whose, status, signerOf) => {
  test("gives the same answer for an existing and an unknown message, and changes nothing (invariants 9 and 16)", async () => {
    const [signer, { id, sid }] = await Promise.all([signerOf(), sent()]);
    const before = await message(id);
    const answers = [
      await tellStatus(signer, id, sid),
      await tellStatus(signer, id, `SM${hex()}`),
      await tellStatus(signer, noMessage(), sid),
      await tellStatus(signer, noMessage(), `SM${hex()}`),
    ];
    expect(answers[0]?.status).toBe(status);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await message(id)).toEqual(before);
  });
});

test("inbound-message signed by another tenant gives the same answer for a known and an unknown SID (invariant 16)", async () => {
  const [from, { webhookUrls, accountSid, authToken }] = [newNumber(), await otherTenant()];
  const { messageSid } = await simulator.inbound({ from, to: tenant.twilio.number, body: "hello" });
  const inbox = async () => (await tenant.api.get(`/v1/messages?direction=inbound&from=%2B${from.slice(1)}`)).body;
  const before = await inbox();
  const receive = async (MessageSid: string) => {
    const form = { AccountSid: accountSid, MessageSid, From: from, To: tenant.twilio.number, Body: "other" };
    return seen(await postSigned(webhookUrls.inbound, form, authToken));
  };
  expect(before.items).toHaveLength(1);
  expect(await receive(messageSid)).toEqual(await receive(`SM${hex()}`));
  expect(await inbox()).toEqual(before);
});

test("message-status for a deleted message gives the same answer as for an unknown one", async () => {
  const { id, sid } = await sent();
  const { config, twilio } = tenant;
  const own: Signer = { webhookUrls: config.webhookUrls, ...twilio };
  expect((await tenant.api.del(`/v1/messages/${id}`)).status).toBe(204);
  expect(await tellStatus(own, id, sid)).toEqual(await tellStatus(own, noMessage(), sid));
  expect((await tenant.api.get(`/v1/messages/${id}`)).status).toBe(404);
});
