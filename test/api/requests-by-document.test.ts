import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { getCountries } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openApiDocument } from "../../shared/api/openapi/openapi.ts";
import { type Operation, pathParameterNames } from "../../shared/api/operation.ts";
import { toldPathParameters } from "../../shared/api/path-parameters.ts";
import { registry } from "../../shared/api/registry.ts";
import { countries } from "../../shared/api/schemas/country.ts";

interface OperationObject {
  parameters?: { in: string; name: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
}
const document: { paths: Record<string, Record<string, OperationObject>> } = JSON.parse(
  JSON.stringify(openApiDocument()),
);

/** Validates by the document alone, as a client's developer would. */
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(document, "document");

const operationNamed = (id: string): Operation => {
  const found = registry.find(({ operation }) => operation.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found.operation;
};

const pointer = (...parts: string[]): string =>
  `document#/${parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

const placeOf = ({ path, method }: Operation): string[] => ["paths", path, method.toLowerCase()];

/** Whether the document and the hub accept a body. */
const judgeBody = (id: string, body: unknown) => {
  const operation = operationNamed(id);
  const validate = ajv.compile({
    $ref: pointer(...placeOf(operation), "requestBody", "content", operation.rawBody ?? "application/json", "schema"),
  });
  return { document: validate(body), hub: operation.body?.safeParse(body).success };
};

/** Whether the document and the hub accept a parameter of the path or the query. */
const judgeParameter = (id: string, name: string, value: string) => {
  const operation = operationNamed(id);
  const documented = document.paths[operation.path]?.[operation.method.toLowerCase()]?.parameters ?? [];
  const at = documented.findIndex((parameter) => parameter.name === name);
  const validate = ajv.compile({ $ref: pointer(...placeOf(operation), "parameters", String(at), "schema") });
  const isInPath = pathParameterNames(operation.path).includes(name);
  const schema = isInPath ? toldPathParameters(operation.path) : operation.query;
  const member = schema?.shape[name];
  // A query holds text, so the document's integer is compared with the text read as a number.
  const read = Object(documented[at]?.schema).type === "integer" ? Number(value) : value;
  return { document: validate(read), hub: z.safeParse(member ?? z.never(), value).success };
};

const verdicts = (fits: boolean) => ({ document: fits, hub: fits });

const to = "+14155550123";
const config = { name: "Twilio", provider: "twilio" };
const twilio = { accountSid: `AC${"0".repeat(32)}`, authToken: "0".repeat(32) };
const start = { to, purpose: "login" };
const content = `HX${"0".repeat(32)}`;
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, "v"]));

describe("openApiDocument() and the hub agree about a body", () => {
  test.each<[id: string, body: unknown, fits: boolean]>([
    ["normalizeNumber", { input: "1" }, true],
    ["normalizeNumber", { inputs: ["1"] }, true],
    ["normalizeNumber", {}, false],
    ["normalizeNumber", { input: "1", inputs: ["1"] }, false],
    ["normalizeNumber", { input: "1", country: "us" }, true],
    ["normalizeNumber", { input: "1", country: "XK" }, true],
    ["normalizeNumber", { input: "1", country: "AA" }, false],
    ["normalizeNumber", { input: "1", country: "Germany" }, false],
    ["sendMessage", { to, body: "Hi" }, true],
    ["sendMessage", { to }, false],
    ["sendMessage", { to, body: "Hi", template: { id: "t" } }, false],
    ["sendMessage", { to, body: "Hi", contentSid: content }, false],
    ["sendMessage", { to, template: { id: "t" }, contentSid: content }, false],
    ["sendMessage", { to, contentSid: content, contentVariables: { 1: "a" } }, true],
    ["sendMessage", { to, body: "Hi", contentVariables: { 1: "a" } }, false],
    ["sendMessage", { to, mediaUrls: ["https://example.com/a.png?b=%20c"] }, true],
    ["sendMessage", { to, mediaUrls: [] }, false],
    ["sendMessage", { to, mediaUrls: ["http://example.com/a.png"] }, false],
    ["sendMessage", { to, mediaUrls: ["https://example.com/a b.png"] }, false],
    ["sendMessage", { to, mediaUrls: ["https://user@example.com/a.png"] }, false],
    ["sendMessage", { to, mediaUrls: ["https://example.com:99999/a.png"] }, false],
    ["sendMessage", { to, body: "Hi", metadata: many(20) }, true],
    ["sendMessage", { to, body: "Hi", metadata: many(21) }, false],
    ["sendMessage", { to, template: { id: "t", variables: many(101) } }, false],
    ["sendMessage", { to, template: { id: "t", locale: "PT_br" } }, true],
    ["sendMessage", { to, template: { id: "t", locale: "" } }, false],
    ["sendMessage", { to, template: { id: "t", locale: "zh-Hant-Taiwan" } }, false],
    ["sendMessage", { to, body: "Hi", sendAt: "2026-12-24T18:00:00+01:00" }, true],
    ["sendMessage", { to, body: "Hi", sendAt: "2028-02-29T18:00:00.5Z" }, true],
    ["sendMessage", { to, body: "Hi", sendAt: "2026-02-29T18:00:00Z" }, false],
    ["sendMessage", { to, body: "Hi", sendAt: "2026-12-24T18:00Z" }, false],
    ["sendMessage", { to, body: "Hi", sendAt: "2026-12-24T18:00:00" }, false],
    ["sendMessage", { to, body: "Hi", sendAt: "2026-12-24" }, false],
    ["createBatch", { to: [to], body: "Hi" }, true],
    ["createBatch", { uploadId: "u", body: "Hi" }, true],
    ["createBatch", { body: "Hi" }, false],
    ["createBatch", { to: [to], uploadId: "u", body: "Hi" }, false],
    ["createBatch", { to: [to] }, false],
    ["createBatch", { to: [to], body: "Hi", contentSid: content }, false],
    ["createBatch", { to: [to], body: "Hi", contentVariables: {} }, false],
    ["notifyUser", { userId: "u", message: "Hi" }, true],
    ["notifyUser", { userId: "u" }, false],
    ["notifyUser", { userId: "u", message: "Hi", template: { id: "t" } }, false],
    ["createTemplate", { name: "Welcome", bodies: { en: "Hi" } }, true],
    ["createTemplate", { name: " Welcome ", bodies: { en: "Hi" } }, true],
    ["createTemplate", { name: "  ", bodies: { en: "Hi" } }, false],
    ["createTemplate", { name: "Welcome", bodies: {} }, false],
    ["createTemplate", { name: "Welcome", bodies: { EN: "Hi" } }, false],
    ["createTenant", { name: "A", timeZone: "Europe/Berlin" }, true],
    ["createTenant", { name: "A", timeZone: "" }, false],
    ["createTenant", { name: "A", timeZone: "+01:00" }, false],
    ["createTenant", { name: "A", defaultCountry: "AA" }, false],
    ["createTenant", { name: "x".repeat(101) }, false],
    ["createApiKey", { name: "\t", permissions: ["view_audit"] }, false],
    ["createProviderConfig", { ...config, credentials: twilio }, true],
    ["createProviderConfig", { ...config, name: " " }, false],
    ["setProviderCredentials", { ...twilio, apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "0".repeat(32) }, true],
    ["setProviderCredentials", { ...twilio, apiKeySid: `SK${"0".repeat(32)}` }, false],
    ["setProviderCredentials", { ...twilio, apiKeySecret: "0".repeat(32) }, false],
    ["startVerification", { ...start, webOrigin: "https://Example.com/" }, true],
    ["startVerification", { ...start, webOrigin: "localhost:3000" }, true],
    ["startVerification", { ...start, webOrigin: "" }, false],
    ["startVerification", { ...start, webOrigin: "a b" }, false],
    ["startVerification", { ...start, webOrigin: "example.com", androidAppHash: "0".repeat(11) }, false],
    ["startVerification", { ...start, locale: "x" }, false],
    ["checkVerification", { code: "123 456" }, true],
    ["checkVerification", { code: "١٢٣٤٥٦" }, true],
    ["checkVerification", { code: "123" }, false],
    ["checkVerification", { code: "abcdef" }, false],
    ["updateVerificationPolicy", { locale: "pt-BR" }, true],
    ["updateVerificationPolicy", { locale: "00" }, false],
  ])("%s %j: %s", (id, body, fits) => {
    expect(judgeBody(id, body)).toEqual(verdicts(fits));
  });
});

describe("openApiDocument() and the hub agree about a parameter", () => {
  test.each<[id: string, name: string, value: string, fits: boolean]>([
    ["getLookup", "number", "+14155550123", true],
    ["getLookup", "number", "14155550123", true],
    ["getLookup", "number", "", false],
    ["getLookup", "number", "1".repeat(65), false],
    ["listMessages", "to", "14155550123", true],
    ["listMessages", "to", "(415) 555-0123", true],
    ["listMessages", "from", "Acme", true],
    ["listMessages", "participant", "1".repeat(65), false],
    ["listMessages", "cursor", "W10", true],
    ["listMessages", "cursor", "a=", false],
    ["listMessages", "status", "sent,failed", true],
    ["listMessages", "status", "sent,", false],
    ["listMessages", "since", "2026-12-24T18:00:00Z", true],
    ["listMessages", "since", "yesterday", false],
    ["listEvents", "type", "message.sent,opt_out.created", true],
    ["listEvents", "type", "message_sent", false],
    ["getTemplate", "version", "1000000000", true],
    ["getTemplate", "version", "1000000001", false],
    ["getMessage", "id", "", false],
    ["getMessage", "id", "x".repeat(257), false],
  ])("%s %s=%s: %s", (id, name, value, fits) => {
    expect(judgeParameter(id, name, value)).toEqual(verdicts(fits));
  });
});

test("countries are exactly those whose numbers libphonenumber-js knows", () => {
  expect([...countries].sort()).toEqual([...getCountries()].sort());
});
