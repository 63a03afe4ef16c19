import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../../support/channels.ts";
import {
  api as apiOf,
  eventually,
  hub,
  newBareTenant,
  newNumber,
  newTwilioAccount,
  simulator,
  type TestTenant,
} from "../../support/hub/hub.ts";
import { createBatch, endOf, getBatch, randomSeed, uploadBatch } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom } from "../numbers.ts";

const { newQuietTenant, untilStatus } = batchWorld(hub);

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant();
});

const acceptedBy = (tenantAccount: TestTenant) => simulator.accepted({ accountSid: tenantAccount.twilio.accountSid });

describe("createBatch", () => {
  test("answers 202, imports the list, sends to each recipient once and counts them", async () => {
    const own = await newQuietTenant();
    const to = numbersFrom(randomSeed(), 120);
    const made = await createBatch(own.api, { to, body: "Hello" });
    expect(made.status).toBe(202);
    expect(made.body).toMatchObject({ status: "importing", total: 0, channel: "sms", failure: null });
    const batch = await endOf(own.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 120, duplicates: 0, invalidCount: 0, invalid: [] });
    expect(batch.counts).toEqual({
      accepted: 120,
      failed: 0,
      suppressed: 0,
      canceled: 0,
      expired: 0,
      unknown: 0,
      pending: 0,
    });
    expect(batch.completedAt).toMatch(/Z$/);
    const sent = await acceptedBy(own);
    expect(sent.map((message) => message.to).sort()).toEqual([...to].sort());
    const { body: list } = await own.api.get(`/v1/message-batches/${batch.id}/messages?limit=100`);
    expect(list.items).toHaveLength(100);
    expect(list.items[0]).toMatchObject({ batchId: batch.id, direction: "outbound" });
    const rest = await own.api.get(`/v1/message-batches/${batch.id}/messages?limit=100&cursor=${list.nextCursor}`);
    expect(rest.body.items).toHaveLength(20);
    const { body: batches } = await own.api.get("/v1/message-batches");
    expect(batches.items.map((one: { id: string }) => one.id)).toEqual([batch.id]);
    const { body: events } = await own.api.get("/v1/events?type=batch.completed");
    expect(events.items).toMatchObject([{ type: "batch.completed", data: { batchId: batch.id, total: 120 } }]);
  });

  test("fills in each recipient's own variables, and skips a recipient without them", async () => {
    const [ada, bob, cy] = [newNumber(), newNumber(), newNumber()];
    const to = [
      { to: ada, variables: { name: "Ada" } },
      { to: bob, variables: { nom: "Bob" } },
      { to: cy, variables: { name: "Cy {{name}}" } },
    ];
    const made = await createBatch(tenant.api, { to, body: "Hi {{name}}!" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 1 });
    expect(batch.invalid).toEqual([
      { line: 2, input: expect.stringContaining("•••"), reason: "variables_missing: name" },
    ]);
    expect((await simulator.accepted({ to: ada }))[0]).toMatchObject({ body: "Hi Ada!" });
    expect((await simulator.accepted({ to: cy }))[0]).toMatchObject({ body: "Hi Cy {{name}}!" });
    expect(await simulator.accepted({ to: bob })).toHaveLength(0);
  });

  test("sends once to a number in four spellings, and reports each entry that is no number with its place", async () => {
    const number = newNumber();
    const national = `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
    const to = [number, "hello", national, `tel:${number}`, "+1 212", newNumber(), `sms:${number}`];
    const made = await createBatch(tenant.api, { to, body: "Once" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, duplicates: 3, invalidCount: 2 });
    expect(batch.invalid).toEqual([
      { line: 2, input: "hello", reason: "not_a_number" },
      { line: 5, input: "+1 212", reason: "too_short" },
    ]);
    expect(await simulator.accepted({ to: number })).toHaveLength(1);
  });

  test("reports entries for another channel, and never sends a WhatsApp recipient an SMS", async () => {
    const [to, other] = [newNumber(), newNumber()];
    const made = await createBatch(tenant.api, { to: [to, `whatsapp:${other}`], body: "By SMS" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", channel: "sms", total: 1, invalidCount: 1 });
    expect(batch.invalid).toMatchObject([{ line: 2, reason: "other_channel" }]);
    expect(await simulator.accepted({ to: other })).toEqual([]);
    const uploaded = await uploadBatch(tenant.api, `to\n${newNumber()}\nwhatsapp:${other}\n`, { body: "By SMS" });
    expect((await endOf(tenant.api, uploaded.body.id)).invalid).toMatchObject([{ line: 3, reason: "other_channel" }]);
    expect(await simulator.requests({ to: other })).toEqual([]);
  });

  test("uses WhatsApp when every entry of the list is a WhatsApp address", async () => {
    const contradicting = { to: [`whatsapp:${newNumber()}`], channel: "sms", body: "x" };
    expect(await createBatch(tenant.api, contradicting)).toMatchObject({
      status: 400,
      body: { errors: [{ path: "to" }] },
    });
    const own = await newQuietTenant({}, ({ number }) => whatsAppFrom(number));
    const to = newNumber();
    const made = await createBatch(own.api, { to: [{ to: `whatsapp:${to}` }], contentSid: `HX${"7".repeat(32)}` });
    expect(made.body).toMatchObject({ channel: "whatsapp" });
    expect(await endOf(own.api, made.body.id)).toMatchObject({ total: 1, invalidCount: 0 });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ To: `whatsapp:${to}` });
  });

  test("takes a template by name, and accepts JSON numbers and booleans as variables", async () => {
    const bodies = { en: "{{name}} owes {{sum}}: {{late}}" };
    await tenant.api.post("/v1/templates", { name: "Dues by Name", bodies });
    const to = newNumber();
    const made = await createBatch(tenant.api, {
      to: [{ to, variables: { name: "Ada", sum: 19.99 } }],
      template: { name: "dues by name", variables: { late: true } },
    });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", total: 1 });
    expect((await simulator.accepted({ to }))[0]).toMatchObject({ body: "Ada owes 19.99: true" });
  });

  test("sends to the valid recipients although it cuts an invalid entry within an emoji", async () => {
    const to = newNumber();
    const made = await createBatch(tenant.api, { to: [`x${"😀".repeat(40)}`, to], body: "Hello" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 1, invalidCount: 1, counts: { accepted: 1 } });
    expect(batch.invalid).toEqual([{ line: 1, input: `x${"😀".repeat(31)}\uFFFD`, reason: "not_a_number" }]);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("reports at most 200 characters of missing variables", async () => {
    const names = Array.from({ length: 20 }, (_, at) => `${"long_".repeat(8)}${at}`);
    const variables = Object.fromEntries(names.map((name) => [name, "x"]));
    const made = await createBatch(tenant.api, {
      to: [newNumber(), { to: newNumber(), variables }],
      body: names.map((name) => `{{${name}}}`).join(""),
    });
    const { invalid } = await endOf(tenant.api, made.body.id);
    expect(invalid[0].reason).toHaveLength(200);
    expect(invalid[0].reason).toContain(`variables_missing: ${names[0]}, ${names[1]}, `);
  });

  test("refuses a list in which no recipient has the text's variable, and names the variables they have", async () => {
    const to = [newNumber(), { to: newNumber(), variables: { Name: "Ann", Amount: "1" } }];
    expect(await createBatch(tenant.api, { to, body: "Hello {{name}}" })).toMatchObject({
      status: 400,
      body: {
        code: "template_variables_missing",
        detail: "No recipient has the variable name; they have Name, Amount.",
        missing: ["name"],
      },
    });
  });

  test.each([
    ["a list in the request", { to: ["+14155552699"] }, "needs uploadId"],
    ["JSON Lines", { uploadId: `upl_jsonl_${"A".repeat(22)}` }, "only for an upload in CSV"],
  ])("refuses columns for %s", async (_what, list, why) => {
    const made = await createBatch(tenant.api, { ...list, body: "Hello", columns: { to: "Mobile" } });
    expect(made.body.detail).toContain(why);
  });

  test("sends media with any kind of text, as sendMessage does", async () => {
    const { body: template } = await tenant.api.post("/v1/templates", {
      name: `pictured-${crypto.randomUUID()}`,
      bodies: { en: "Look" },
    });
    const mediaUrls = ["https://example.com/a.png"];
    const contentSid = `HX${"3".repeat(32)}`;
    for (const [text, params] of [
      [{ body: "Look" }, { Body: "Look" }],
      [{ template: { id: template.id } }, { Body: "Look" }],
      [{ contentSid }, { ContentSid: contentSid }],
      [{}, {}],
    ]) {
      const to = newNumber();
      const made = await createBatch(tenant.api, { to: [to], mediaUrls, ...text });
      expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 1 } });
      const [request] = await simulator.requests({ to, operation: "messages.create" });
      expect(request?.params).toMatchObject({ ...params, MediaUrl: mediaUrls[0] });
    }
  });

  test("fails and says so when no recipient is valid", async () => {
    const made = await createBatch(tenant.api, { to: ["x", "y"], body: "Hello" });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({
      status: "failed",
      total: 0,
      invalidCount: 2,
      failure: "The list has no valid entry: see `invalid`.",
    });
  });

  test("creates one batch for two requests with one idempotency key, and refuses another body", async () => {
    const body = { to: [newNumber()], body: "Once" };
    const key = { "idempotency-key": `k-${randomSeed()}` };
    const [first, second] = [await createBatch(tenant.api, body, key), await createBatch(tenant.api, body, key)];
    expect(second).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await createBatch(tenant.api, { ...body, body: "Other" }, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency_mismatch" },
    });
    await endOf(tenant.api, first.body.id);
    expect(await simulator.accepted({ to: body.to[0] ?? "" })).toHaveLength(1);
  });

  test("answers a replay after sendAt has passed", async () => {
    const body = { to: [newNumber()], body: "Once", sendAt: new Date(Date.now() + 1_000).toISOString() };
    const key = { "idempotency-key": `k-${randomSeed()}` };
    const first = await createBatch(tenant.api, body, key);
    await endOf(tenant.api, first.body.id);
    expect(await createBatch(tenant.api, body, key)).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect(await createBatch(tenant.api, body)).toMatchObject({ status: 400 });
    expect(await simulator.accepted({ to: body.to[0] ?? "" })).toHaveLength(1);
  });

  test("refuses more variables than a message can store", async () => {
    const variables = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`v${at}`, "x".repeat(1_000)]));
    const to = newNumber();
    expect(await createBatch(tenant.api, { to: [{ to, variables }], body: "Hello" })).toMatchObject({ status: 400 });
  });

  test("uses the template that it was created with, although that is deleted meanwhile", async () => {
    const made = await tenant.api.post("/v1/templates", {
      name: `t${randomSeed()}`,
      bodies: { en: "Dear {{name}}, {{what}}" },
      defaultLocale: "en",
    });
    expect(made.status).toBe(201);
    const to = newNumber();
    const batch = await createBatch(tenant.api, {
      to: [{ to, variables: { name: "Ada" } }],
      template: { id: made.body.id, variables: { what: "thanks" } },
      autoStart: false,
    });
    expect(batch.status).toBe(202);
    await tenant.api.del(`/v1/templates/${made.body.id}`);
    await tenant.api.post(`/v1/message-batches/${batch.body.id}/start`);
    expect(await endOf(tenant.api, batch.body.id)).toMatchObject({ status: "completed" });
    expect((await simulator.accepted({ to }))[0]).toMatchObject({ body: "Dear Ada, thanks" });
  });

  test("by a test key reaches no provider, and is hidden from live keys", async () => {
    const { body: key } = await tenant.api.post("/v1/api-keys", {
      name: "test",
      mode: "test",
      permissions: ["send_messages", "view_messages", "manage_messages"],
    });
    const testApi = apiOf(key.secret);
    const to = newNumber();
    const made = await createBatch(testApi, { to: [to], body: "Test" });
    expect(await endOf(testApi, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 1 } });
    expect(await simulator.accepted({ to })).toHaveLength(0);
    expect((await tenant.api.get(`/v1/message-batches/${made.body.id}`)).status).toBe(404);
  });

  test("by a test key does not wait for an unverified configuration", async () => {
    const [unready, { accountSid, authToken, number }] = await Promise.all([newBareTenant(), newTwilioAccount()]);
    const config = { name: "New", provider: "twilio", credentials: { accountSid, authToken }, fromNumbers: [number] };
    expect((await unready.api.post("/v1/provider-configs", config)).body.verified).toBe(false);
    const { body: key } = await unready.api.post("/v1/api-keys", {
      name: "test",
      mode: "test",
      permissions: ["send_messages", "view_messages"],
    });
    const testApi = apiOf(key.secret);
    const made = await createBatch(testApi, { to: [newNumber()], body: "Test" });
    expect(await endOf(testApi, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 1 } });
  });
});

describe("createBatch from an upload", () => {
  test("reads CSV with a byte order mark, semicolons, quoted newlines and columns as variables", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const csv = `\uFEFFname;to;note\r\n"Ada; ""the"" first";${ada};"two\nlines"\r\n\r\nBob;${bob};x\r\nCy;12;y\r\n`;
    const made = await uploadBatch(tenant.api, csv, { body: "{{name}}: {{note}}" });
    expect(made.status).toBe(202);
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 1 });
    expect(batch.invalid).toEqual([{ line: 6, input: "12", reason: expect.any(String) }]);
    expect((await simulator.accepted({ to: ada }))[0]).toMatchObject({ body: 'Ada; "the" first: two\nlines' });
    expect((await simulator.accepted({ to: bob }))[0]).toMatchObject({ body: "Bob: x" });
  });

  test("reads a spreadsheet's UTF-16 with CR line ends, by the requested columns", async () => {
    const [ada, other] = [newNumber(), newNumber()];
    const csv = `\uFEFFFirst name\tPhone\tMobile\rZoë\t${other}\t${ada}\r`;
    const made = await uploadBatch(tenant.api, Buffer.from(csv, "utf16le"), {
      body: "Hi {{name}}",
      columns: { to: "mobile", name: "First name" },
    });
    expect(made.status).toBe(202);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", total: 1, invalidCount: 0 });
    expect((await simulator.accepted({ to: ada }))[0]).toMatchObject({ body: "Hi Zoë" });
    expect(await simulator.requests({ to: other })).toEqual([]);
  });

  test("reads JSON Lines, and reports the line of what is not JSON", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const list = `"${ada}"\n{"to": "${bob}", "variables": {"x": 1}}\n{oops\n{"variables": {}}\n`;
    const made = await uploadBatch(tenant.api, list, { body: "Hello" }, "jsonl");
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 2 });
    expect(batch.invalid.map(({ line, reason }: { line: number; reason: string }) => [line, reason])).toEqual([
      [3, "not_json"],
      [4, "to_missing"],
    ]);
  });

  test("skips lines that are not text or too long, and sends to every other recipient", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const lost: [variables: string, reason: string][] = [
      ['{"name": "\xff"}', "not_utf8"],
      [`{"name": "${"x".repeat(70_000)}"}`, "line_too_long"],
      ['{"name": {"first": "Cy"}}', "variables_not_text"],
      ['["Cy"]', "variables_not_text"],
      ['{"name": "\\ud83d"}', "variable_not_text: name"],
      ['{"name": "\\u0000"}', "variable_not_text: name"],
    ];
    const line = (to: string, variables: string) => `{"to": "${to}", "variables": ${variables}}`;
    const list = [
      line(ada, '{"name": "Ada"}'),
      ...lost.map(([variables]) => line(newNumber(), variables)),
      `x${"😀".repeat(40)}`,
      line(bob, '{"name": "Bob"}'),
    ];
    // Encodes "\xff" as one byte, which is invalid in UTF-8, and the emoji as UTF-8.
    const bytes = Buffer.concat(
      list.map((text) => Buffer.from(`${text}\n`, text.includes("\xff") ? "latin1" : "utf8")),
    );
    const made = await uploadBatch(tenant.api, bytes, { body: "Hi {{name}}" }, "jsonl");
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 7, counts: { accepted: 2 } });
    const invalidLines = batch.invalid.map(({ line: at, reason }: { line: number; reason: string }) => [at, reason]);
    expect(invalidLines).toEqual([...lost.map(([, reason], at) => [at + 2, reason]), [8, "not_json"]]);
    expect((await simulator.accepted({ to: ada }))[0]).toMatchObject({ body: "Hi Ada" });
    expect((await simulator.accepted({ to: bob }))[0]).toMatchObject({ body: "Hi Bob" });
  });

  test("skips lines with variable names that no request may have, when the provider fills in the text", async () => {
    const [ada, bob] = [newNumber(), newNumber()];
    const unfit = ["", "x".repeat(65), "\\ud83d", "\\u0000"];
    const list = [
      ...unfit.map((name) => `{"to": "${newNumber()}", "variables": {"${name}": "x"}}`),
      `{"to": "${newNumber()}", "variables": {"1": "\\ud83d"}}`,
      `{"to": "${ada}", "variables": {"1": "Ada"}}`,
      `"${bob}"`,
    ];
    const contentSid = `HX${"4".repeat(32)}`;
    const made = await uploadBatch(tenant.api, list.join("\n"), { contentSid }, "jsonl");
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 5, counts: { accepted: 2 } });
    const reasons = batch.invalid.map(({ reason }: { reason: string }) => reason);
    expect(reasons).toEqual([...unfit.map(() => "variable_name_unfit"), "variable_not_text: 1"]);
  });

  test("keeps only the columns that the text uses, and skips a line whose value is too long", async () => {
    const [ada, bob, cy] = [newNumber(), newNumber(), newNumber()];
    const [notes, columns] = ["n".repeat(5_000), Array.from({ length: 120 }, (_, at) => `c${at}`).join(",")];
    const line = (to: string, name: string) => `${to},${name},${notes},${columns}`;
    const list = [`to,name,notes,${columns}`, line(ada, "Ada"), line(bob, "B".repeat(1_700)), line(cy, "Cy")];
    const made = await uploadBatch(tenant.api, list.join("\n"), { body: "Hi {{name}}" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 1, counts: { accepted: 2 } });
    expect(batch.invalid).toEqual([
      { line: 3, input: expect.stringContaining("•••"), reason: "variable_too_long: name" },
    ]);
    expect((await simulator.accepted({ to: ada }))[0]).toMatchObject({ body: "Hi Ada" });
  });

  test("skips the lines of two stray quotes, and sends to every other recipient", async () => {
    const [ada, bob, cy, di] = [newNumber(), newNumber(), newNumber(), newNumber()];
    const list = `to,name\n${ada},"Ada\n${bob},"Bob\n${cy},Cy\n${di},"Di ""the"" fourth"\n`;
    const made = await uploadBatch(tenant.api, list, { body: "Hi {{name}}" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 2, invalidCount: 2 });
    expect(batch.invalid).toMatchObject([
      { line: 2, reason: "quote_not_closed" },
      { line: 3, reason: "quote_not_closed" },
    ]);
    expect((await simulator.accepted({ to: cy }))[0]).toMatchObject({ body: "Hi Cy" });
    expect((await simulator.accepted({ to: di }))[0]).toMatchObject({ body: 'Hi Di "the" fourth' });
  });

  test("skips only the line of a quote that is never closed", async () => {
    const numbers = numbersFrom(randomSeed(), 120);
    const lines = numbers.map((number, at) => (at === 10 ? `${number},"open` : `${number},n${at}`));
    const made = await uploadBatch(tenant.api, `to,name\n${lines.join("\n")}\n`, { body: "Hi {{name}}" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 119, invalidCount: 1 });
    expect(batch.invalid[0]).toMatchObject({ line: 12, reason: "quote_not_closed" });
  });

  test.each([
    ["an unknown delimiter", Buffer.from("to^name\n+14155550100^x\n"), {}, "names no column"],
    ["binary content", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x00, 0x00, 0xff, 0xfe]), {}, "such as .xlsx"],
    [
      "an encoding that is not certain",
      Buffer.from("to,x\n+14155550100,\xb3\n", "latin1"),
      {},
      "encoding is not certain",
    ],
    ["a header alone", Buffer.from("to,name\n"), {}, "The list is empty"],
    ["two columns of numbers", Buffer.from("phone,mobile\n+14155550100,+14155550101\n"), {}, "phone, mobile"],
    [
      "no column for a variable",
      Buffer.from("Name,Phone,Amount\nAnn,+14155550100,1\n"),
      { body: "Hello {{name}}" },
      "The list has no column name; it has Name, Phone, Amount.",
    ],
    [
      "two columns for a variable",
      Buffer.from("name,to,name\nAnn,+14155550100,Lee\n"),
      { body: "Hello {{name}}" },
      "more than one column name",
    ],
    [
      "a missing requested column",
      Buffer.from("to,name\n+14155550100,x\n"),
      { columns: { to: "Mobile" } },
      "no column Mobile",
    ],
  ])("fails and says why for a list with %s (invariant 33)", async (_name, content, request, failure) => {
    const made = await uploadBatch(tenant.api, content, { body: "Hello", ...request });
    expect(made.status).toBe(202);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({
      status: "failed",
      failure: expect.stringContaining(failure),
    });
  });

  test("waits for startBatch when autoStart is false", async () => {
    const to = newNumber();
    const made = await uploadBatch(tenant.api, `to\n${to}\n`, { body: "Later", autoStart: false });
    const { id } = made.body;
    await expect.poll(async () => (await getBatch(tenant.api, id)).status).toBe("paused");
    expect(await getBatch(tenant.api, id)).toMatchObject({ total: 1, counts: { pending: 1 } });
    expect(await simulator.accepted({ to })).toHaveLength(0);
    expect((await tenant.api.post(`/v1/message-batches/${id}/start`)).status).toBe(202);
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 1 } });
  });
});

const twoTexts = { to: ["+14155550100"], body: "x", template: { id: `tpl_${"A".repeat(22)}` } };

describe("createBatch refuses", () => {
  test.each([
    ["an empty list", { to: [], body: "x" }, 400],
    ["100,001 recipients", { to: Array(100_001).fill("+14155550100"), body: "x" }, 400],
    ["neither list nor upload", { body: "x" }, 400],
    ["no content", { to: ["+14155550100"] }, 400],
    ["only an empty list of media", { to: ["+14155550100"], mediaUrls: [] }, 400],
    ["two texts", { to: ["+14155550100"], body: "x", contentSid: `HX${"1".repeat(32)}` }, 400],
    ["two texts and media", { ...twoTexts, mediaUrls: ["https://example.com/a.png"] }, 400],
    ["braces around an invalid variable name", { to: ["+14155550100"], body: "Hi {{first name}}" }, 400],
    ["sendAt in the past", { to: ["+14155550100"], body: "x", sendAt: "2020-01-01T00:00:00Z" }, 400],
    ["a foreign sender", { to: ["+14155550100"], body: "x", from: "+14155550111" }, 400],
    ["an unknown upload", { uploadId: `upl_csv_${"A".repeat(22)}`, body: "x" }, 404],
    ["an unknown template name", { to: ["+14155550100"], template: { name: "nobody's" } }, 404],
    ["an unknown template id", { to: ["+14155550100"], template: { id: `tpl_${"A".repeat(22)}` } }, 404],
    ["more than 5 MB", { to: Array(60_000).fill(`+14155550100${" ".repeat(90)}`), body: "x" }, 413],
  ])("%s", async (_name, body, status) => {
    expect((await createBatch(tenant.api, body)).status).toBe(status);
  });
});

test("getBatchResults writes a file for more than 5,000 recipients, and later redirects to it", async () => {
  const to = numbersFrom(randomSeed(), 5_001);
  const made = await createBatch(tenant.api, { to, body: "Hello", autoStart: false });
  const { id } = made.body;
  await untilStatus(tenant, id, "paused");
  const ask = () => tenant.api.get(`/v1/message-batches/${id}/results.csv`);
  const first = await ask();
  expect(first).toMatchObject({ status: 202, body: { id } });
  expect(first.headers.get("retry-after")).toBe("5");
  const there = await eventually(ask, ({ status }) => status === 302);
  expect(there.status).toBe(302);
  const file = await fetch(there.headers.get("location") ?? "");
  expect(file.status).toBe(200);
  const [header, ...lines] = (await file.text()).trimEnd().split("\r\n");
  expect(header).toMatch(/^to,status,message_id,/);
  expect(lines).toEqual(to.map((number) => `${number},pending,,,,,,,,`));
});
