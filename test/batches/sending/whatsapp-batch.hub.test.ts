import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../../support/channels.ts";
import { newNumber, newQuietTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { createBatch, endOf, uploadBatch } from "../batch-client.ts";

const contentSid = `HX${"7".repeat(32)}`;

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant({}, ({ number }) => whatsAppFrom(number));
  const { accountSid, authToken, number, numberSid } = tenant.twilio;
  const phoneNumbers = [{ sid: numberSid, phoneNumber: number }];
  await simulator.addAccount({ accountSid, authToken, phoneNumbers, whatsappSenders: [number] });
});

const acceptedAt = async (to: string) =>
  (await simulator.accepted({ to })).map(({ from, to, body }) => ({ from, to, body }));
const onWhatsApp = (to: string, body: string) => ({
  from: `whatsapp:${tenant.twilio.number}`,
  to: `whatsapp:${to}`,
  body,
});

describe("createBatch on WhatsApp", () => {
  test("with a text sends each recipient their own once, as within the 24-hour window", async () => {
    const to = [newNumber(), newNumber(), newNumber()];
    const recipients = to.map((number, at) => ({ to: number, variables: { name: `Guest ${at}` } }));
    const made = await createBatch(tenant.api, { to: recipients, channel: "whatsapp", body: "Hi {{name}}!" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", channel: "whatsapp", total: 3, counts: { accepted: 3 } });
    for (const [at, number] of to.entries())
      expect(await acceptedAt(number)).toEqual([onWhatsApp(number, `Hi Guest ${at}!`)]);
  });

  test("with a Content SID skips an entry that has more variables than a message can store", async () => {
    const variables = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [at, "x".repeat(1_000)]));
    const [to, other] = [newNumber(), newNumber()];
    const list = `${JSON.stringify({ to, variables })}\n"${other}"\n`;
    const made = await uploadBatch(tenant.api, list, { channel: "whatsapp", contentSid }, "jsonl");
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ total: 1, invalidCount: 1, invalid: [{ line: 1, reason: "variables_too_long" }] });
  });

  test("with a Content SID prefers each recipient's own variables to the batch's", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const to = [{ to: ada, variables: { 1: "Ada" } }, bob];
    const contentVariables = { 1: "you", 2: "noon" };
    const made = await createBatch(tenant.api, { to, channel: "whatsapp", contentSid, contentVariables });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 2 } });
    // The simulator records the requested content in place of its text.
    expect(await acceptedAt(ada)).toEqual([onWhatsApp(ada, `${contentSid} {"1":"Ada","2":"noon"}`)]);
    expect(await acceptedAt(bob)).toEqual([onWhatsApp(bob, `${contentSid} {"1":"you","2":"noon"}`)]);
  });

  test.each([
    ["with a Content SID", async () => ({ contentSid })],
    [
      "with a template that has a Content SID",
      async () => {
        const name = `visit-${crypto.randomUUID()}`;
        const contentSids = { en: contentSid };
        const { body } = await tenant.api.post("/v1/templates", { name, bodies: { en: "Hi {{name}}" }, contentSids });
        return { template: { id: body.id } };
      },
    ],
  ])("%s skips lines with values that WhatsApp refuses", async (_what, contentOf) => {
    const values = ["Ada", "a\nb", "a\tb", "a     b", " "];
    const numbers = values.map(() => newNumber());
    const lines = values.map((name, at) => JSON.stringify({ to: numbers[at], variables: { name } }));
    const batchRequest = { channel: "whatsapp", ...(await contentOf()) };
    const made = await uploadBatch(tenant.api, `${lines.join("\n")}\n`, batchRequest, "jsonl");
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ total: 1, invalidCount: 4, counts: { accepted: 1 } });
    expect(batch.invalid.map(({ line, reason }: { line: number; reason: string }) => [line, reason])).toEqual([
      [2, "variable_unfit_for_whatsapp: name (a line break or a tab)"],
      [3, "variable_unfit_for_whatsapp: name (a line break or a tab)"],
      [4, "variable_unfit_for_whatsapp: name (more than four blanks in a row)"],
      [5, "variable_unfit_for_whatsapp: name (an empty value)"],
    ]);
    for (const number of numbers.slice(1)) expect(await simulator.requests({ to: number })).toEqual([]);
  });

  test("refuses a common value that WhatsApp refuses", async () => {
    const batchRequest = { to: [newNumber()], channel: "whatsapp", contentSid, contentVariables: { 1: "a\nb" } };
    const [error] = [{ path: "contentVariables.1", message: "WhatsApp refuses: a line break or a tab" }];
    expect(await createBatch(tenant.api, batchRequest)).toMatchObject({ status: 400, body: { errors: [error] } });
  });

  test("with a template that has a Content SID skips a line with missing variables", async () => {
    const bodies = { en: "Hi {{name}}, at {{time}}" };
    const { body: template } = await tenant.api.post("/v1/templates", {
      name: `visit-${crypto.randomUUID()}`,
      bodies,
      contentSids: { en: contentSid },
    });
    const [ada, bob, cy] = [newNumber(), newNumber(), newNumber()];
    const made = await uploadBatch(tenant.api, `to,name\n${ada},Ada\n${bob},\n${cy},Cy\n`, {
      channel: "whatsapp",
      template: { id: template.id, variables: { time: "noon" } },
    });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 1, counts: { accepted: 2 } });
    expect(batch.invalid).toMatchObject([{ line: 3, reason: "variables_missing: name" }]);
    expect(await acceptedAt(ada)).toEqual([onWhatsApp(ada, `${contentSid} {"time":"noon","name":"Ada"}`)]);
    expect(await acceptedAt(cy)).toEqual([onWhatsApp(cy, `${contentSid} {"time":"noon","name":"Cy"}`)]);
    expect(await simulator.requests({ to: bob })).toEqual([]);
    const { body: list } = await tenant.api.get(`/v1/message-batches/${batch.id}/messages`);
    expect(list.items).toEqual([expect.objectContaining({ body: null }), expect.objectContaining({ body: null })]);
  });
});

describe("createBatch with a text", () => {
  test("refuses a text of which nothing can be seen", async () => {
    const errors = [{ path: "body", message: "nothing in it can be seen" }];
    expect(await createBatch(tenant.api, { to: [newNumber()], body: "\u2800 " })).toMatchObject({
      status: 400,
      body: { errors },
    });
  });

  test("turns the line ends of variables into newlines, in a request and in a file", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const to = [{ to: ada, variables: { name: "Ada\r\nKing" } }];
    const made = await createBatch(tenant.api, { to, body: "Hi\r\n{{name}}" });
    const list = `to,name\r\n${bob},"Bob\r\nBrown\rJr"\r\n`;
    const uploaded = await uploadBatch(tenant.api, list, { body: "Hi {{name}}" }, "csv");
    await Promise.all([endOf(tenant.api, made.body.id), endOf(tenant.api, uploaded.body.id)]);
    expect(await simulator.accepted({ to: ada })).toMatchObject([{ body: "Hi\nAda\nKing" }]);
    expect(await simulator.accepted({ to: bob })).toMatchObject([{ body: "Hi Bob\nBrown\nJr" }]);
  });
});

describe("createBatch with a template's locale", () => {
  test.each(["pt_BR", "PT-br"])("reads %s as pt-BR, as sendMessage does", async (locale) => {
    const { body: template } = await tenant.api.post("/v1/templates", {
      name: `bom-dia-${crypto.randomUUID()}`,
      bodies: { en: "Good morning", "pt-BR": "Bom dia" },
    });
    const to = newNumber();
    const made = await createBatch(tenant.api, { to: [to], template: { id: template.id, locale } });
    await endOf(tenant.api, made.body.id);
    expect(await acceptedAt(to)).toMatchObject([{ body: "Bom dia" }]);
  });

  test("refuses an invalid locale", async () => {
    const template = { id: "tpl_x", locale: "Brazilian" };
    const answer = await createBatch(tenant.api, { to: [newNumber()], template });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});
