import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../../support/channels.ts";
import { newNumber, newQuietTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

const english = `HX${"1".repeat(32)}`;
const spanish = `HX${"2".repeat(32)}`;

let tenant: TestTenant;
let template: { id: string };
beforeAll(async () => {
  tenant = await newQuietTenant({}, ({ number }) => whatsAppFrom(number));
  const made = await tenant.api.post("/v1/templates", {
    name: "order",
    bodies: { en: "Hello {{name}}, order {{order}}", es: "Hola {{nombre}}, pedido {{order}}", fr: "Bonjour" },
    contentSids: { en: english, es: spanish },
  });
  template = made.body;
});

const message = (to: string, variables: object, locale?: string) => ({
  to,
  channel: "whatsapp",
  template: { id: template.id, variables, locale },
});

/** Twilio inserts the content's sample values for missing variables. */
describe("sendMessage with a Content template that lacks variables", () => {
  test.each([
    ["the default locale's", undefined, { name: "Ana" }, ["order"]],
    ["another locale's", "es-MX", { name: "Ana" }, ["nombre", "order"]],
    ["the default locale's content, for a locale with a text and no content", "fr", {}, ["name", "order"]],
  ])("refuses the message and names the missing variables: %s", async (_name, locale, variables, missing) => {
    const to = newNumber();
    const expected = { status: 400, body: { code: "template_variables_missing", missing } };
    expect(await tenant.api.post("/v1/messages", message(to, variables, locale))).toMatchObject(expected);
    expect(await simulator.requests({ to })).toEqual([]);
    const preview = await tenant.api.post("/v1/messages/preview", message(to, variables, locale));
    expect(preview.body).toMatchObject({ wouldSend: false, blocked: [{ code: "template_variables_missing" }] });
  });

  test("sends the message when every variable is given", async () => {
    const to = newNumber();
    const variables = { nombre: "Ana", order: "7" };
    const preview = await tenant.api.post("/v1/messages/preview", message(to, variables, "es"));
    expect(preview.body).toMatchObject({ wouldSend: true, blocked: [] });
    expect((await tenant.api.post("/v1/messages", message(to, variables, "es"))).status).toBe(201);
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ ContentSid: spanish, ContentVariables: JSON.stringify(variables) });
  });
});

/** Twilio accepts a message with such a value, and Meta then refuses it. */
describe("previewMessage and sendMessage with a value that WhatsApp refuses", () => {
  test.each([
    ["a line break", "a\nb"],
    ["a tab", "a\tb"],
    ["five blanks in a row", "a     b"],
    ["nothing", ""],
  ])("report and refuse the value: %s", async (_what, value) => {
    const to = newNumber();
    const contents = [
      message(to, { name: value, order: "7" }),
      { to, channel: "whatsapp", contentSid: english, contentVariables: { 1: value } },
    ];
    for (const content of contents) {
      const preview = await tenant.api.post("/v1/messages/preview", content);
      expect(preview.body).toMatchObject({ wouldSend: false, blocked: [{ code: "invalid_request" }] });
      const answer = await tenant.api.post("/v1/messages", content);
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    }
    expect(await simulator.requests({ to })).toEqual([]);
  });

  test("allow the value if the content has no place for it", async () => {
    const preview = await tenant.api.post(
      "/v1/messages/preview",
      message(newNumber(), { name: "Ana", order: "7", note: "a\nb" }),
    );
    expect(preview.body).toMatchObject({ wouldSend: true, blocked: [] });
  });
});
