import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { newRecipient, simulator, tenant, testWith } from "./support/hub.ts";

const newTemplate = async () => {
  const bodies = {
    en: "Hello {{name}}, order {{order}} is ready.",
    es: "Hola {{name}}, su pedido {{order}} está listo.",
  };
  const { status, body } = await tenant.post("/v1/templates", { name: `End to end ${randomUUID()}`, bodies });
  expect(status).toBe(201);
  return body;
};

describe("renderTemplate, sendMessage and deleteTemplate", () => {
  test("fill the requested language, name missing variables, and end with deletion", async () => {
    const template = await newTemplate();
    expect(template).toMatchObject({ version: 1, defaultLocale: "en", variables: ["name", "order"] });
    const path = `/v1/templates/${template.id}`;
    const variables = { name: "Ana", order: "17" };
    expect(await tenant.post(`${path}/render`, { locale: "es-MX", variables })).toMatchObject({
      status: 200,
      body: { body: "Hola Ana, su pedido 17 está listo.", locale: "es", segments: { count: 1, encoding: "UCS-2" } },
    });
    expect(await tenant.post(`${path}/render`, { variables: { name: "Ana" } })).toMatchObject({
      status: 400,
      body: { code: "template_variables_missing", missing: ["order"] },
    });
    expect((await tenant.del(path)).status).toBe(204);
    expect((await tenant.get(path)).status).toBe(404);
  });

  testWith("simulator")("send the filled text, and refuse a message that lacks a variable", async () => {
    const template = await newTemplate();
    const to = newRecipient();
    const send = (variables: object) => tenant.post("/v1/messages", { to, template: { id: template.id, variables } });
    expect(await send({ name: "Ana" })).toMatchObject({ status: 400, body: { code: "template_variables_missing" } });
    expect(await simulator.requests({ to })).toEqual([]);
    const sent = await send({ name: "Ana", order: "17" });
    expect(sent).toMatchObject({ status: 201, body: { body: "Hello Ana, order 17 is ready." } });
    expect(await simulator.accepted({ to })).toMatchObject([{ body: "Hello Ana, order 17 is ready." }]);
    await tenant.del(`/v1/templates/${template.id}`);
  });
});

describe("previewMessage", () => {
  test("sends nothing, and shows that one curly quote turns three segments into seven", async () => {
    const { status, body } = await tenant.post("/v1/messages/preview", {
      to: newRecipient() || "+14155550123",
      body: `It’s here ${"a".repeat(420)}`,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      segments: { count: 7, encoding: "UCS-2" },
      offendingCharacters: [{ character: "’", codePoint: "U+2019", count: 1 }],
      smartEncoding: { segments: { count: 3, encoding: "GSM-7" } },
    });
  });

  test("reports every reason against sending", async () => {
    const { body } = await tenant.post("/v1/messages/preview", {
      ...{ to: "nobody", body: "x", sendAt: "2020-01-01T00:00:00Z" },
    });
    expect(body.wouldSend).toBe(false);
    expect(body.blocked.map(({ code }: { code: string }) => code)).toEqual(["invalid_number", "invalid_request"]);
  });
});
