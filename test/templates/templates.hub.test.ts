import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { api, newBareTenant, running, tables } from "../support/hub/hub.ts";

const path = "/v1/templates";
const hello = { name: "Hello", bodies: { en: "Hello {{name}}", "pt-BR": "Oi {{name}}, {{title}}" } };
const contentSid = `HX${"0".repeat(32)}`;

let tenant: { id: string; api: Api };
beforeAll(async () => {
  tenant = await newBareTenant();
});

let names = 0;
const made = async (body: object = {}) =>
  (await tenant.api.post(path, { ...hello, name: `T${++names}`, ...body })).body;
const auditOf = async (id: string) => {
  const { body } = await tenant.api.get(`/v1/audit-events?limit=200&target=${id}`);
  return body.items.map(({ action }: { action: string }) => action);
};

describe("createTemplate", () => {
  test("makes a template with the names of its variables, and an audit row (invariant 22)", async () => {
    const { status, body } = await tenant.api.post(path, { ...hello, contentSids: { en: contentSid } });
    expect(status).toBe(201);
    expect(body).toEqual({
      ...hello,
      id: expect.stringMatching(/^tpl_/),
      version: 1,
      contentSids: { en: contentSid },
      defaultLocale: "en",
      variables: ["name", "title"],
      createdAt: body.createdAt,
      updatedAt: body.createdAt,
    });
    expect((await tenant.api.get(`${path}/${body.id}`)).body).toEqual(body);
    expect(await auditOf(body.id)).toEqual(["createTemplate"]);
  });

  test("makes one template of 20 concurrent equal requests with one key (invariant 6)", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const body = { ...hello, name: `Once ${++names}` };
    const answers = await Promise.all(Array.from({ length: 20 }, () => tenant.api.post(path, body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true")).toHaveLength(19);
    expect(await auditOf(answers[0]?.body.id)).toHaveLength(1);
    const other = await tenant.api.post(path, { ...body, name: `Other ${names}` }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  });

  test("makes one template of 20 concurrent requests for one name, in any letter case", async () => {
    const { api } = await newBareTenant();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => api.post(path, { ...hello, name: n % 2 ? "WELCOME é" : "Welcome É" })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe("conflict");
    expect((await api.get(path)).body.items).toHaveLength(1);
  });

  test.each<[string, object]>([
    ["no text", { bodies: {} }],
    ["an empty text", { bodies: { en: "" } }],
    ["a text of blanks", { bodies: { en: "Hi", es: " \u200b" } }],
    ["a text of 801 emoji", { bodies: { en: "😀".repeat(801) } }],
    ["a text of 1,601 characters", { bodies: { en: "x".repeat(1_601) } }],
    ["braces around an invalid variable name", { bodies: { en: "Hi {{first name}}" } }],
    ["an invalid locale", { bodies: { english: "Hi" } }],
    ["a locale with an underscore", { bodies: { pt_BR: "Oi" } }],
    ["51 locales", { bodies: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`en-${100 + n}`, "Hi"])) }],
    ["a default without a text", { defaultLocale: "fr" }],
    ["an invalid Content SID", { contentSids: { en: "HX1" } }],
    ["a blank name", { name: "  " }],
    ["a chosen version", { version: 7 }],
    ["another tenant", { tenantId: "ten_hub" }],
  ])("refuses %s (invariant 24)", async (_what, body) => {
    const answer = await tenant.api.post(path, { ...hello, name: `Bad ${++names}`, ...body });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});

describe("listTemplates", () => {
  test("lists newest first, page by page, without earlier versions and other rows", async () => {
    const { api } = await newBareTenant();
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) ids.push((await api.post(path, { ...hello, name })).body.id);
    await api.patch(`${path}/${ids[0]}`, { bodies: { en: "changed" } });
    const first = await api.get(`${path}?limit=2`);
    const second = await api.get(`${path}?limit=2&cursor=${first.body.nextCursor}`);
    const listed = [...first.body.items, ...second.body.items];
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(ids.reverse());
    expect(second.body).toMatchObject({ nextCursor: null, items: [{ version: 2, name: "a" }] });
    expect((await api.get(`${path}?cursor=x`)).body.code).toBe("invalid_cursor");
  });
});

describe("updateTemplate", () => {
  test("merges texts into a new version, and keeps the old one readable", async () => {
    const { id } = await made();
    const changed = await tenant.api.patch(`${path}/${id}`, { bodies: { es: "Hola {{nombre}}", "pt-BR": null } });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, variables: ["name", "nombre"] } });
    expect(changed.body.bodies).toEqual({ en: "Hello {{name}}", es: "Hola {{nombre}}" });
    expect((await tenant.api.get(`${path}/${id}`)).body).toEqual(changed.body);
    expect((await tenant.api.get(`${path}/${id}?version=2`)).body).toEqual(changed.body);
    expect((await tenant.api.get(`${path}/${id}?version=1`)).body).toMatchObject({ version: 1, bodies: hello.bodies });
    expect((await tenant.api.get(`${path}/${id}?version=3`)).status).toBe(404);
    expect((await tenant.api.get(`${path}/${id}?version=0`)).status).toBe(400);
    expect(await auditOf(id)).toEqual(["updateTemplate", "createTemplate"]);
  });

  test("makes no version when only the name changes, and changes nothing for an empty body", async () => {
    const template = await made();
    const renamed = await tenant.api.patch(`${path}/${template.id}`, { name: `Renamed ${++names}` });
    expect(renamed.body).toMatchObject({ version: 1, name: `Renamed ${names}` });
    for (const nothing of [{}, { name: renamed.body.name }, { bodies: hello.bodies }, { bodies: { fr: null } }])
      expect((await tenant.api.patch(`${path}/${template.id}`, nothing)).body).toEqual(renamed.body);
    expect((await tenant.api.get(`${path}/${template.id}?version=1`)).body.name).toBe(renamed.body.name);
  });

  test("frees the old name and refuses a used one", async () => {
    const [first, second] = [await made(), await made()];
    const taken = await tenant.api.patch(`${path}/${second.id}`, { name: first.name.toLowerCase() });
    expect(taken).toMatchObject({ status: 409, body: { code: "conflict" } });
    await tenant.api.patch(`${path}/${first.id}`, { name: `Freed ${++names}` });
    expect((await tenant.api.patch(`${path}/${second.id}`, { name: first.name })).status).toBe(200);
    expect((await tenant.api.patch(`${path}/${second.id}`, { name: first.name.toUpperCase() })).status).toBe(200);
  });

  test("keeps every concurrent change, each with its version", async () => {
    const { id } = await made();
    const locales = ["es", "fr", "de", "it", "pt", "nl"];
    const answers = await Promise.all(
      locales.map((locale) => tenant.api.patch(`${path}/${id}`, { bodies: { [locale]: locale } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3, 4, 5, 6, 7]);
    const { body } = await tenant.api.get(`${path}/${id}`);
    expect(Object.keys(body.bodies).sort()).toEqual(["en", "pt-BR", ...locales].sort());
  });

  test.each<[string, object]>([
    ["the removal of the default's text", { bodies: { en: null } }],
    ["the removal of every text", { bodies: { en: null, "pt-BR": null } }],
    ["unclosed braces", { bodies: { en: "{{" } }],
    ["no name", { name: null }],
    ["an unknown member", { variables: [] }],
  ])("refuses %s, and changes nothing", async (_what, change) => {
    const template = await made();
    expect((await tenant.api.patch(`${path}/${template.id}`, change)).status).toBe(400);
    expect((await tenant.api.get(`${path}/${template.id}`)).body).toEqual(template);
  });
});

describe("deleteTemplate", () => {
  test("deletes the template and frees its name, but keeps its versions for a time for sends under way", async () => {
    const { id, name } = await made();
    await tenant.api.patch(`${path}/${id}`, { bodies: { en: "second" } });
    expect((await tenant.api.del(`${path}/${id}`)).status).toBe(204);
    for (const answer of [
      await tenant.api.get(`${path}/${id}`),
      await tenant.api.get(`${path}/${id}?version=1`),
      await tenant.api.post(`${path}/${id}/render`, {}),
      await tenant.api.patch(`${path}/${id}`, {}),
      await tenant.api.del(`${path}/${id}`),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await tenant.api.post(path, { ...hello, name })).status).toBe(201);
    expect(await auditOf(id)).toEqual(["deleteTemplate", "updateTemplate", "createTemplate"]);
    const { Items = [] } = await tables.send(
      new QueryCommand({
        TableName: running.tables.templates,
        KeyConditionExpression: "pk = :tenant AND begins_with(sk, :id)",
        ExpressionAttributeValues: { ":tenant": tenant.id, ":id": id },
      }),
    );
    expect(Items.map(({ sk }) => sk)).toEqual([`${id}#v1`, `${id}#v2`]);
    for (const { expiresAt } of Items) expect(expiresAt - Date.now() / 1000).toBeGreaterThan(59 * 86_400);
  });

  test("reaches no other row of the table", async () => {
    const { id, name } = await made();
    const hidden = [`${id}#v1`, `name#${name.toLowerCase()}`];
    for (const sk of hidden) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: running.tables.templates, Key: { pk: tenant.id, sk } }),
      );
      expect(Item).toBeDefined();
      expect((await tenant.api.get(`${path}/${encodeURIComponent(sk)}`)).status).toBe(404);
      expect((await tenant.api.del(`${path}/${encodeURIComponent(sk)}`)).status).toBe(404);
    }
  });
});

describe("renderTemplate", () => {
  test("fills the text of the locale and counts its segments", async () => {
    const { id } = await made();
    const variables = { name: "{{title}}", title: "Dra.", unused: "x" };
    const answer = await tenant.api.post(`${path}/${id}/render`, { locale: "pt_br", variables });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      body: "Oi {{title}}, Dra.",
      locale: "pt-BR",
      segments: { count: 1, encoding: "GSM-7" },
      contentSid: null,
    });
    const fallback = await tenant.api.post(`${path}/${id}/render`, { locale: "fr", variables: { name: "’" } });
    expect(fallback.body).toMatchObject({ locale: "en", segments: { count: 1, encoding: "UCS-2" } });
  });

  test("returns the approved content for WhatsApp", async () => {
    const { id } = await made({ contentSids: { en: contentSid } });
    const answer = await tenant.api.post(`${path}/${id}/render`, { channel: "whatsapp", variables: { name: "Ana" } });
    expect(answer.body).toMatchObject({ body: "Hello Ana", segments: null, contentSid });
  });

  test("lists missing variables", async () => {
    const { id } = await made();
    const answer = await tenant.api.post(`${path}/${id}/render`, { locale: "pt-BR" });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: "template_variables_missing", missing: ["name", "title"] },
    });
    expect((await tenant.api.post(`${path}/${id}/render`)).body.missing).toEqual(["name"]);
  });

  test.each<[string, object]>([
    ["a value that is not text", { variables: { name: ["Ada"] } }],
    ["a control character", { variables: { name: "a\u001b" } }],
    ["a text that grows too long", { variables: { name: "x".repeat(1_600) } }],
    ["an invalid locale", { locale: "p", variables: { name: "x" } }],
    ["an unknown channel", { channel: "fax", variables: { name: "x" } }],
  ])("refuses %s (invariant 24)", async (_what, body) => {
    const { id } = await made();
    const answer = await tenant.api.post(`${path}/${id}/render`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});

test("template operations by a test key read and render the tenant's templates, and change none (invariant 21)", async () => {
  const template = await made();
  const permissions = ["manage_templates", "send_messages"];
  const { body } = await tenant.api.post("/v1/api-keys", { name: "t", mode: "test", permissions });
  const withTestKey = api(body.secret);
  expect((await withTestKey.get(`${path}/${template.id}`)).body).toEqual(template);
  expect((await withTestKey.post(`${path}/${template.id}/render`, { variables: { name: "x" } })).status).toBe(200);
  for (const answer of [
    await withTestKey.post(path, { ...hello, name: `Test ${++names}` }),
    await withTestKey.patch(`${path}/${template.id}`, { name: "taken" }),
    await withTestKey.del(`${path}/${template.id}`),
  ])
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
});
