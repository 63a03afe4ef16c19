import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, newTenant, running, simulator, type TestTenant } from "../support/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const message = async (id: string) => (await tenant.api.get(`/v1/messages/${id}?view=full`)).body;

/** A message Twilio took and will say nothing of by itself. */
const quietMessage = async (by = tenant) => {
  const to = newNumber();
  await simulator.fault({ match: { to }, kind: "no-callbacks" });
  const { body } = await by.api.post("/v1/messages", { to, body: "quiet" });
  return {
    id: body.id as string,
    sid: body.providerMessageId as string,
    to,
    url: `${by.config.webhookUrls.status}/${by.id}/${body.id}`,
  };
};

const parameters = (sid: string, status: string, more: Record<string, string> = {}) => ({
  AccountSid: tenant.twilio.accountSid,
  MessageSid: sid,
  SmsSid: sid,
  MessageStatus: status,
  SmsStatus: status,
  From: tenant.twilio.number,
  To: "",
  ApiVersion: "2010-04-01",
  ...more,
});

describe("status callbacks", () => {
  test("are taken in with 204", async () => {
    const { id, sid, url } = await quietMessage();
    expect(await postSigned(url, parameters(sid, "sent"), tenant.twilio.authToken)).toMatchObject({ status: 204 });
    expect(await message(id)).toMatchObject({ status: "sent", isFinal: false });
  });

  test("in any order and however often end in the same state, and an error code stays (invariant 8)", async () => {
    const told: Record<string, string>[] = [
      { status: "queued" },
      { status: "sent" },
      { status: "undelivered", ErrorCode: "30008" },
      { status: "delivered" },
    ];
    const steps = fc
      .array(fc.constantFrom(...told), { minLength: 4, maxLength: 10 })
      .map((extra) => [...told, ...extra]);
    const shuffled = steps.chain((list) =>
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async (callbacks) => {
        const { id, sid, url } = await quietMessage();
        for (const { status = "", ...more } of callbacks)
          await postSigned(url, parameters(sid, status, more), tenant.twilio.authToken);
        const { status, isFinal, error, events } = await message(id);
        expect({ status, isFinal, error: error?.providerCode }).toEqual({
          status: "delivered",
          isFinal: true,
          error: "30008",
        });
        expect(events.map((event: { status: string }) => event.status)).toEqual([
          "sending",
          "accepted",
          "sent",
          "undelivered",
          "delivered",
        ]);
      }),
      { numRuns: 25 },
    );
  });

  test("that overtake the create's answer are not undone by it", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "callbacks-before-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "fast" });
    expect(body).toMatchObject({ status: "delivered", isFinal: true });
    expect(body.providerMessageId).toBe((await simulator.accepted({ to }))[0]?.sid);
  });

  test("duplicated and shuffled by Twilio end delivered", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "duplicate-callbacks" });
    await simulator.fault({ match: { to }, kind: "shuffle-callbacks" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "mixed" });
    expect(
      await eventually(
        () => message(body.id),
        ({ isFinal }) => isFinal,
      ),
    ).toMatchObject({ status: "delivered" });
  });

  test("replayed change nothing (invariant 11)", async () => {
    const { id, sid, url } = await quietMessage();
    await postSigned(url, parameters(sid, "delivered"), tenant.twilio.authToken);
    const before = await message(id);
    expect(await postSigned(url, parameters(sid, "delivered"), tenant.twilio.authToken)).toMatchObject({ status: 204 });
    expect(await message(id)).toEqual(before);
  });

  describe("that tell of an opt-out a Messaging Service found only after it took the message (21610)", () => {
    const viaService = async () => {
      const owner = await newTenant({}, ({ messagingServiceSid }) => ({ messagingServiceSid }));
      const quiet = await quietMessage(owner);
      const form = { ...parameters(quiet.sid, "failed", { ErrorCode: "21610" }), AccountSid: owner.twilio.accountSid };
      const optOuts = async () => (await owner.api.get(`/v1/opt-outs?number=${quiet.to.slice(1)}`)).body.items;
      const sendAgain = async () => (await owner.api.post("/v1/messages", { to: quiet.to, body: "x" })).body.status;
      const tell = () => postSigned(quiet.url, form, owner.twilio.authToken);
      return { owner, ...quiet, tell, optOuts, sendAgain };
    };

    test("feed the ledger: the next message is not even tried", async () => {
      const { owner, to, tell, optOuts, sendAgain } = await viaService();
      expect(await tell()).toMatchObject({ status: 204 });
      const scope = { sender: owner.twilio.messagingServiceSid };
      expect(await optOuts()).toMatchObject([{ number: to, scope, source: "provider" }]);
      expect(await sendAgain()).toBe("suppressed");
      expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
    });

    test("and replayed after a START do not bring it back (invariant 11)", async () => {
      const { owner, to, tell, optOuts, sendAgain } = await viaService();
      await tell();
      await simulator.inbound({
        from: to,
        to: owner.twilio.number,
        body: "START",
        params: { MessagingServiceSid: owner.twilio.messagingServiceSid },
      });
      expect(await optOuts()).toEqual([]);
      expect(await tell()).toMatchObject({ status: 204 });
      expect(await optOuts()).toEqual([]);
      expect(await sendAgain()).not.toBe("suppressed");
    });

    test("are found by a refresh, too, where no callback came", async () => {
      const owner = await newTenant({}, ({ messagingServiceSid }) => ({ messagingServiceSid }));
      const to = newNumber();
      await simulator.fault({ match: { to }, kind: "no-callbacks" });
      await simulator.fault({ match: { to }, kind: "fail-delivery", errorCode: 21610, status: "failed" });
      const { body } = await owner.api.post("/v1/messages", { to, body: "x" });
      await eventually(
        () => simulator.accepted({ to }),
        ([one]) => one?.status === "failed",
      );
      expect((await owner.api.post(`/v1/messages/${body.id}/refresh`)).body).toMatchObject({
        status: "failed",
        error: { code: "recipient_opted_out" },
      });
      expect((await owner.api.post("/v1/messages", { to, body: "x" })).body.status).toBe("suppressed");
    });
  });

  test("a resolved unknown message takes its SID from the callback", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    const sid = (await simulator.accepted({ to }))[0]?.sid ?? "";
    await postSigned(
      `${tenant.config.webhookUrls.status}/${tenant.id}/${body.id}`,
      parameters(sid, "sent"),
      tenant.twilio.authToken,
    );
    expect(await message(body.id)).toMatchObject({ status: "sent", providerMessageId: sid });
  });
});

describe("forged, unsigned and mis-bound callbacks write nothing (invariants 9 and 10)", () => {
  const refused = async (change: (url: string, sid: string) => Promise<{ status: number }>, status = 403) => {
    const { id, sid, url } = await quietMessage();
    const before = await message(id);
    expect((await change(url, sid)).status).toBe(status);
    expect(await message(id)).toEqual(before);
  };
  const token = () => tenant.twilio.authToken;

  test("unsigned", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signature: null })));
  test("signed with another token", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), "0".repeat(32))));
  test("signed under an empty key", () => refused((url, sid) => postSigned(url, parameters(sid, "delivered"), "")));
  test("signed for another URL", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signedUrl: `${url}x` })));
  test("signed for the host the request claims", () =>
    refused((url, sid) =>
      postSigned(url, parameters(sid, "delivered"), token(), {
        signedUrl: url.replace(/\/\/[^/]+/, "//evil.example"),
        headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
      }),
    ));
  test("with a parameter twice", () =>
    refused((url, sid) => {
      // Signed over what a reader would keep of the two: the signature alone would let it pass.
      const form = parameters(sid, "delivered");
      return postSigned(url, form, token(), { body: `MessageStatus=failed&${new URLSearchParams(form)}` });
    }));
  test("of another account", () =>
    refused((url, sid) =>
      postSigned(url, { ...parameters(sid, "delivered"), AccountSid: `AC${"0".repeat(32)}` }, token()),
    ));
  test("for a message of another SID", () =>
    refused((url) => postSigned(url, parameters(`SM${"0".repeat(32)}`, "delivered"), token())));
  test("garbage for a signature", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signature: "\u00e9\u00e9" })));

  test("validly signed by another tenant for this tenant's message", async () => {
    const other = await newTenant();
    const { id, sid } = await quietMessage();
    const url = `${other.config.webhookUrls.status}/${tenant.id}/${id}`;
    const form = { ...parameters(sid, "delivered"), AccountSid: other.twilio.accountSid };
    expect(await postSigned(url, form, other.twilio.authToken)).toMatchObject({ status: 403 });
    expect((await message(id)).status).toBe("accepted");
  });

  test("an unknown webhook id is 404", async () => {
    const base = new URL(tenant.config.webhookUrls.status).origin;
    const answer = await postSigned(
      `${base}/${"A".repeat(22)}/${tenant.id}/msg_x`,
      parameters(`SM${"0".repeat(32)}`, "sent"),
      token(),
    );
    expect(answer.status).toBe(404);
  });

  test("a signed callback for no message of ours is taken and dropped", async () => {
    const url = `${tenant.config.webhookUrls.status}/${tenant.id}/msg_nobody`;
    expect(await postSigned(url, parameters(`SM${"0".repeat(32)}`, "sent"), token())).toMatchObject({ status: 204 });
  });

  test("other methods, types and sizes are refused", async () => {
    const { url, sid } = await quietMessage();
    expect((await fetch(url)).status).toBe(405);
    const json = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect(json.status).toBe(400);
    const big = { ...parameters(sid, "sent"), Body: "x".repeat(100_000) };
    expect((await postSigned(url, big, token())).status).toBe(413);
  });

  test("the secondary token is accepted while tokens rotate", async () => {
    const rotating = await newTenant();
    const secondaryAuthToken = "5".repeat(32);
    const { accountSid, authToken } = rotating.twilio;
    const path = `/v1/provider-configs/${rotating.config.id}`;
    await rotating.api.put(`${path}/credentials`, { accountSid, authToken, secondaryAuthToken });
    await rotating.api.post(`${path}/test-connection`);
    const { id, sid, url } = await quietMessage(rotating);
    const form = { ...parameters(sid, "sent"), AccountSid: accountSid };
    expect(await postSigned(url, form, secondaryAuthToken)).toMatchObject({ status: 204 });
    expect((await rotating.api.get(`/v1/messages/${id}`)).body.status).toBe("sent");
  });
});

test("the webhooks' functions are reachable under the URLs of the local file", () => {
  expect(Object.keys(running.functionUrls).length).toBeGreaterThanOrEqual(2);
});
