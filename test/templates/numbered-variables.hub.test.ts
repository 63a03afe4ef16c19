import { expect, test } from "vitest";
import { whatsAppFrom } from "../support/channels.ts";
import { newNumber, newQuietTenant, simulator } from "../support/hub/hub.ts";

/** Twilio's Content templates number their variables, so an equal text here needs numbered variables too. */
test("sendMessage with a template of numbered variables passes its content and the values to Twilio", async () => {
  const tenant = await newQuietTenant({}, ({ number }) => whatsAppFrom(number));
  const contentSid = `HX${"5".repeat(32)}`;
  const { body: template } = await tenant.api.post("/v1/templates", {
    name: "numbered",
    bodies: { en: "Hello {{1}}, order {{2}}" },
    contentSids: { en: contentSid },
  });
  expect(template.variables).toEqual(["1", "2"]);
  const to = newNumber();
  const send = (variables: object) =>
    tenant.api.post("/v1/messages", { to, channel: "whatsapp", template: { id: template.id, variables } });
  expect(await send({ 1: "Ana" })).toMatchObject({ status: 400, body: { missing: ["2"] } });
  expect((await send({ 1: "Ana", 2: "7" })).status).toBe(201);
  const requests = await simulator.requests({ to, operation: "messages.create" });
  const params = { ContentSid: contentSid, ContentVariables: '{"1":"Ana","2":"7"}' };
  expect(requests).toMatchObject([{ params }]);
});
