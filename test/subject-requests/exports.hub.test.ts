import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { api, eventually, hub, newNumber, newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { endOf, jobsAt } from "../support/hub/jobs.ts";
import { postSigned } from "../support/twilio-webhook.ts";

const { erase } = jobsAt(hub);

let tenant: TestTenant;
let other: TestTenant;
let inTest: Api;
beforeAll(async () => {
  [tenant, other] = await Promise.all([newTenant(), newTenant()]);
  const permissions = ["send_messages", "view_messages", "manage_tenant"];
  inTest = api((await tenant.api.post("/v1/api-keys", { name: "t", mode: "test", permissions })).body.secret);
});

const exported = async (number: string) => {
  const { body } = await tenant.api.post("/v1/exports", { number });
  return endOf(tenant.api, `/v1/exports/${body.id}`);
};
const finalOf = async (by: Api, to: string, body: string) => {
  const { id } = (await by.post("/v1/messages", { to, body })).body;
  return eventually(
    async () => (await by.get(`/v1/messages/${id}?view=full`)).body,
    (message) => message.isFinal,
  );
};

describe("createExport", () => {
  test("contains everything the tenant has about the number, and nothing of other tenants", async () => {
    const number = newNumber();
    const out = await finalOf(tenant.api, number, "to you");
    const tried = await finalOf(inTest, number, "a try");
    await simulator.inbound({ from: number, to: tenant.twilio.number, body: "from you" });
    await simulator.inbound({ from: number, to: tenant.twilio.number, body: "STOP" });
    await tenant.api.put(`/v1/lookups/${number}`, { lineType: "mobile", callerName: "Ada" });
    await finalOf(tenant.api, newNumber(), "to somebody else");
    await finalOf(other.api, number, "another tenant's");
    await other.api.put(`/v1/lookups/${number}`, { lineType: "landline" });

    const job = await exported(number);
    expect(job).toMatchObject({
      status: "completed",
      counts: { messages: 4, lookups: 1, optOuts: 2, jobs: 1 },
      downloadUrl: expect.any(String),
      failure: null,
    });
    expect(JSON.stringify({ ...job, downloadUrl: "" })).not.toContain(number.slice(1));
    expect(Date.parse(job.expiresAt) - Date.parse(job.completedAt)).toBeGreaterThan(6.9 * 24 * 3_600_000);

    const answer = await fetch(job.downloadUrl);
    expect(answer.headers.get("content-type")).toBe("application/json");
    const document = JSON.parse(await answer.text());
    expect(document).toMatchObject({ number, tenantId: tenant.id, exportedAt: expect.any(String) });
    expect(document.messages).toHaveLength(4);
    expect(document.messages).toContainEqual({ mode: "live", ...out });
    expect(document.messages).toContainEqual({ mode: "test", ...tried });
    expect(document.messages.map(({ body }: { body: string }) => body).sort()).toEqual([
      "STOP",
      "a try",
      "from you",
      "to you",
    ]);
    expect(document.lookups).toMatchObject([{ mode: "live", number, lineType: "mobile", callerName: "Ada" }]);
    // Twilio names the number and the Messaging Service it belongs to.
    for (const sender of [tenant.twilio.number, tenant.twilio.messagingServiceSid])
      expect(document.optOuts).toContainEqual({
        ...{ mode: "live", number, scope: { sender }, source: "keyword", keyword: "STOP" },
        at: expect.any(String),
      });
    expect(document.jobs).toMatchObject([{ id: job.id, kind: "export" }]);
  });

  test("finds records of both forms of a number, and createErasure erases both (invariant 32)", async () => {
    const [one, two] = ["+5491123456786", "+541123456786"];
    for (const to of [one, two]) {
      await finalOf(tenant.api, to, `to ${to}`);
      await tenant.api.put(`/v1/lookups/${to}`, { lineType: "mobile" });
    }
    await tenant.api.put(`/v1/opt-outs/${one}`, {});
    await tenant.api.patch("/v1/users/eva/preferences", { number: one });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const list = [one, two, "+5215512345676", "+525512345676"];
    const batch = (await tenant.api.post("/v1/message-batches", { to: list, body: "Hi", sendAt })).body;
    const imported = await eventually(
      async () => (await tenant.api.get(`/v1/message-batches/${batch.id}`)).body,
      ({ status }) => status !== "importing",
    );
    expect(imported).toMatchObject({ total: 2, duplicates: 2, invalidCount: 0 });
    expect(await exported(two)).toMatchObject({
      counts: { messages: 2, lookups: 2, optOuts: 1, preferences: 1, batches: 1 },
    });
    expect(await erase(tenant, two)).toMatchObject({
      counts: { messages: 2, lookups: 2, optOuts: 1, preferences: 1, batchRecipients: 1 },
    });
    // The export itself is a job that contains the number.
    expect(await exported(one)).toMatchObject({ counts: { messages: 0, lookups: 0, preferences: 0, batches: 0 } });
  });

  test.each([
    ["12345", "12345"],
    ["ACME", "ACME"],
    ["messenger:2024051700112244", "messenger:2024051700112244"],
    ["rcs:+14155550197", "+14155550197"],
  ])("finds messages from %s, as the lists and createErasure do", async (From, sender) => {
    const { accountSid, authToken, number: To } = tenant.twilio;
    const MessageSid = `SM${crypto.randomUUID().replaceAll("-", "")}`;
    const form = { AccountSid: accountSid, MessageSid, From, To, Body: "your parcel" };
    expect((await postSigned(tenant.config.webhookUrls.inbound, form, authToken)).status).toBe(200);
    for (const filter of ["from", "participant"])
      for (const asked of [From, sender]) {
        const { body } = await tenant.api.get(`/v1/messages?${filter}=${encodeURIComponent(asked)}`);
        expect(body.items).toMatchObject([{ from: sender, body: "your parcel" }]);
      }
    expect(await exported(sender)).toMatchObject({ counts: { messages: 1 } });
    expect(await erase(tenant, sender)).toMatchObject({ counts: { messages: 1 } });
    expect((await tenant.api.get(`/v1/messages?from=${encodeURIComponent(sender)}`)).body.items).toEqual([]);
  });

  test("is empty for an unknown number", async () => {
    const job = await exported(newNumber());
    expect(job).toMatchObject({ status: "completed", counts: { messages: 0, lookups: 0, optOuts: 0 } });
    expect(await (await fetch(job.downloadUrl)).json()).toMatchObject({ messages: [], lookups: [], optOuts: [] });
  });

  test("signs each download URL for its own file", async () => {
    const [one, two] = await Promise.all([exported(newNumber()), exported(newNumber())]);
    expect(one.downloadUrl).toMatch(/X-Amz-Signature=[0-9a-f]{64}/);
    expect(new URL(one.downloadUrl).searchParams.get("X-Amz-Expires")).toBe("900");
    expect(new URL(one.downloadUrl).pathname).toContain(`${tenant.id}/${one.id}.json`);
    expect(one.downloadUrl).not.toContain(two.id);
  });

  test("loses its file when createErasure erases the number", async () => {
    const number = newNumber();
    const job = await exported(number);
    expect(await erase(tenant, number)).toMatchObject({ status: "completed", counts: { exports: 1 } });
    const { body } = await tenant.api.get(`/v1/exports/${job.id}`);
    expect(body).toMatchObject({ status: "completed", downloadUrl: null, expiresAt: null });
    expect((await fetch(job.downloadUrl)).status).toBe(404);
  });

  test("returns one job for equal requests (invariant 6), and requires a live key (invariant 21)", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const number = newNumber();
    const first = await tenant.api.post("/v1/exports", { number }, headers);
    expect(first).toMatchObject({ status: 202, body: { downloadUrl: null } });
    const second = await tenant.api.post("/v1/exports", { number }, headers);
    expect(second).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect((await tenant.api.post("/v1/exports", { number: newNumber() }, headers)).status).toBe(422);
    expect((await inTest.post("/v1/exports", { number })).status).toBe(403);
    expect((await inTest.get(`/v1/exports/${first.body.id}`)).status).toBe(403);
    expect((await tenant.api.get(`/v1/erasures/${first.body.id}`)).status).toBe(404);
  });
});
