import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, newTenant, running, simulator, type TestTenant } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const message = async (id: string) => (await tenant.api.get(`/v1/messages/${id}?view=full`)).body;

/** A message that Twilio accepted and for which it sends no callbacks. */
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

interface ShownEvent {
  status: string;
  error: { code: string; providerCode: string } | null;
}

describe("message-status", () => {
  test("answers a callback with 204", async () => {
    const { id, sid, url } = await quietMessage();
    expect(await postSigned(url, parameters(sid, "sent"), tenant.twilio.authToken)).toMatchObject({ status: 204 });
    expect(await message(id)).toMatchObject({ status: "sent", isFinal: false });
  });

  test("reaches the same state from callbacks in any order and number, each with its own error (invariants 8 and 34)", async () => {
    const reported: Record<string, string>[] = [
      { status: "queued" },
      { status: "sent" },
      { status: "undelivered", ErrorCode: "30008" },
      { status: "delivered" },
    ];
    const steps = fc
      .array(fc.constantFrom(...reported), { minLength: 4, maxLength: 10 })
      .map((extra) => [...reported, ...extra]);
    const shuffled = steps.chain((list) =>
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async (callbacks) => {
        const { id, sid, url } = await quietMessage();
        for (const { status = "", ...more } of callbacks)
          await postSigned(url, parameters(sid, status, more), tenant.twilio.authToken);
        const { status, isFinal, error, events } = await message(id);
        expect({ status, isFinal, error }).toEqual({ status: "delivered", isFinal: true, error: null });
        const reported = (event: ShownEvent) => [event.status, event.error?.providerCode ?? null];
        expect(events.map(reported)).toEqual([
          ["sending", null],
          ["accepted", null],
          ["sent", null],
          ["undelivered", "30008"],
          ["delivered", null],
        ]);
      }),
      { numRuns: 10 },
    );
  });

  test("shows only the error of the status shown, and filters by it (invariant 34)", async () => {
    const { id, sid, url } = await quietMessage();
    const tell = (status: string, more = {}) => postSigned(url, parameters(sid, status, more), tenant.twilio.authToken);
    const found = async (code: string) =>
      (await tenant.api.get(`/v1/messages?errorCode=${code}&limit=200`)).body.items.some(
        (one: { id: string }) => one.id === id,
      );
    await tell("undelivered", { ErrorCode: "30007" });
    expect(await message(id)).toMatchObject({ status: "undelivered", error: { code: "carrier_filtered" } });
    expect(await found("carrier_filtered")).toBe(true);
    await tell("delivered");
    expect(await message(id)).toMatchObject({ status: "delivered", error: null });
    expect([await found("carrier_filtered"), await found("30007")]).toEqual([false, false]);
    expect((await message(id)).events.find(({ status }: ShownEvent) => status === "undelivered").error).toMatchObject({
      code: "carrier_filtered",
      providerCode: "30007",
    });
  });

  test("adds an error code from a repeated status, and keeps the first code (invariant 34)", async () => {
    const { id, sid, url } = await quietMessage();
    for (const ErrorCode of ["", "30005", "", "30007"])
      await postSigned(url, parameters(sid, "failed", { ErrorCode }), tenant.twilio.authToken);
    expect(await message(id)).toMatchObject({ status: "failed", error: { code: "recipient_unknown" } });
  });

  test("records an opt-out whose code comes with a repeated status", async () => {
    const { sid, to, url } = await quietMessage();
    for (const ErrorCode of ["", "21610"])
      await postSigned(url, parameters(sid, "failed", { ErrorCode }), tenant.twilio.authToken);
    expect((await tenant.api.post("/v1/messages", { to, body: "x" })).body.status).toBe("suppressed");
  });

  test("reports an unknown code as delivery_failed", async () => {
    const { id, sid, url } = await quietMessage();
    await postSigned(url, parameters(sid, "undelivered", { ErrorCode: "63999" }), tenant.twilio.authToken);
    const error = { code: "delivery_failed", message: "The message could not be delivered.", providerCode: "63999" };
    expect(await message(id)).toMatchObject({ status: "undelivered", error });
  });

  test("keeps a status whose callback arrives before the provider's answer to the send", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "callbacks-before-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "fast" });
    expect(body).toMatchObject({ status: "delivered", isFinal: true });
    expect(body.providerMessageId).toBe((await simulator.accepted({ to }))[0]?.sid);
  });

  test("ends at delivered when Twilio duplicates and shuffles callbacks", async () => {
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

  test("changes nothing on a replay (invariant 11)", async () => {
    const { id, sid, url } = await quietMessage();
    await postSigned(url, parameters(sid, "delivered"), tenant.twilio.authToken);
    const before = await message(id);
    expect(await postSigned(url, parameters(sid, "delivered"), tenant.twilio.authToken)).toMatchObject({ status: 204 });
    expect(await message(id)).toEqual(before);
  });

  describe("for a late opt-out (21610)", () => {
    const viaService = async () => {
      const owner = await newTenant({}, ({ messagingServiceSid }) => ({ messagingServiceSid }));
      const quiet = await quietMessage(owner);
      const form = { ...parameters(quiet.sid, "failed", { ErrorCode: "21610" }), AccountSid: owner.twilio.accountSid };
      const optOuts = async () => (await owner.api.get(`/v1/opt-outs?number=${quiet.to.slice(1)}`)).body.items;
      const sendAgain = async () => (await owner.api.post("/v1/messages", { to: quiet.to, body: "x" })).body.status;
      const tell = () => postSigned(quiet.url, form, owner.twilio.authToken);
      return { owner, ...quiet, tell, optOuts, sendAgain };
    };

    test("records the opt-out, so that the next message is suppressed", async () => {
      const { owner, to, tell, optOuts, sendAgain } = await viaService();
      expect(await tell()).toMatchObject({ status: 204 });
      const scope = { sender: owner.twilio.messagingServiceSid };
      expect(await optOuts()).toMatchObject([{ number: to, scope, source: "provider" }]);
      expect(await sendAgain()).toBe("suppressed");
      expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
    });

    test("does not restore the opt-out on a replay after START (invariant 11)", async () => {
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

    test("lets refreshMessage record the opt-out when no callback arrives", async () => {
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

  test("resolves an unknown message and stores the SID from the callback", async () => {
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

describe("message-status drops an invalid callback (invariants 9 and 10)", () => {
  const refused = async (change: (url: string, sid: string) => Promise<{ status: number }>, status = 403) => {
    const { id, sid, url } = await quietMessage();
    const before = await message(id);
    expect((await change(url, sid)).status).toBe(status);
    expect(await message(id)).toEqual(before);
  };
  const token = () => tenant.twilio.authToken;

  test("refuses an unsigned callback", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signature: null })));
  test("refuses a signature by another token", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), "0".repeat(32))));
  test("refuses a signature under an empty key", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), "")));
  test("refuses a signature for another URL", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signedUrl: `${url}x` })));
  test("refuses a signature for the host that the request claims", () =>
    refused((url, sid) =>
      postSigned(url, parameters(sid, "delivered"), token(), {
        signedUrl: url.replace(/\/\/[^/]+/, "//evil.example"),
        headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
      }),
    ));
  test("refuses a duplicate parameter", () =>
    refused((url, sid) => {
      // The form is signed with only one of the two values, so a check of the signature alone would accept it.
      const form = parameters(sid, "delivered");
      return postSigned(url, form, token(), { body: `MessageStatus=failed&${new URLSearchParams(form)}` });
    }));
  test("refuses another account", () =>
    refused((url, sid) =>
      postSigned(url, { ...parameters(sid, "delivered"), AccountSid: `AC${"0".repeat(32)}` }, token()),
    ));
  test("refuses another message's SID", () =>
    refused((url) => postSigned(url, parameters(`SM${"0".repeat(32)}`, "delivered"), token())));
  test("refuses a garbage signature", () =>
    refused((url, sid) => postSigned(url, parameters(sid, "delivered"), token(), { signature: "\u00e9\u00e9" })));

  test("refuses another tenant's valid signature for this message", async () => {
    const other = await newTenant();
    const { id, sid } = await quietMessage();
    const url = `${other.config.webhookUrls.status}/${tenant.id}/${id}`;
    const form = { ...parameters(sid, "delivered"), AccountSid: other.twilio.accountSid };
    expect(await postSigned(url, form, other.twilio.authToken)).toMatchObject({ status: 403 });
    expect((await message(id)).status).toBe("accepted");
  });

  test("answers 404 for an unknown webhook id", async () => {
    const base = new URL(tenant.config.webhookUrls.status).origin;
    const answer = await postSigned(
      `${base}/${"A".repeat(22)}/${tenant.id}/msg_x`,
      parameters(`SM${"0".repeat(32)}`, "sent"),
      token(),
    );
    expect(answer.status).toBe(404);
  });

  test("accepts and drops a signed callback for an unknown message", async () => {
    const url = `${tenant.config.webhookUrls.status}/${tenant.id}/msg_nobody`;
    expect(await postSigned(url, parameters(`SM${"0".repeat(32)}`, "sent"), token())).toMatchObject({ status: 204 });
  });

  test("refuses other methods, types and sizes", async () => {
    const { url, sid } = await quietMessage();
    expect((await fetch(url)).status).toBe(405);
    const json = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
    expect(json.status).toBe(400);
    const big = { ...parameters(sid, "sent"), Body: "x".repeat(100_000) };
    expect((await postSigned(url, big, token())).status).toBe(413);
  });

  test("accepts the secondary token while tokens rotate", async () => {
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

test("npm start's local.json contains the function URLs of both webhooks", () => {
  expect(Object.keys(running.functionUrls).length).toBeGreaterThanOrEqual(2);
});
