import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/** `errors` is empty if `ok`. Without the documents every verdict is ok, so check `available` first. */
type Verdict = { ok: boolean; errors: string[] };

export type TwilioOracle = {
  available: boolean;
  /** `params` is the query of a GET or the form of a POST. All values are strings, or lists of strings for repeated keys. */
  validateRequest: (method: string, path: string, params: Record<string, unknown>) => Verdict;
  validateResponse: (method: string, path: string, status: number, body: unknown) => Verdict;
};

type Schema = { [key: string]: unknown };
type Operation = {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };
type Route = { document: Document; isLookup: boolean; template: string; pattern: RegExp };

/**
 * Validates requests and answers against Twilio's published OpenAPI documents, with stricter rules: an unknown parameter is an error, and
 * an answer must have every property. The documents are not part of this project. The oracle reads them from TWILIO_OAI_DIR, or from a
 * folder beside the repository.
 */
export function twilioOracle(): TwilioOracle {
  const folder = process.env.TWILIO_OAI_DIR ?? join(import.meta.dirname, "../../../shared/twilio-oai");
  if (!existsSync(folder)) {
    const unknown = () => ({ ok: true, errors: [] });
    return { available: false, validateRequest: unknown, validateResponse: unknown };
  }
  const routes = routesIn(folder);
  const requests = requestAjv();
  const responses = responseAjv();
  const compiled = new Map<string, ValidateFunction>();
  const judge = (ajv: Ajv, key: string, schema: () => Schema, value: unknown): Verdict => {
    const validate = compiled.get(key) ?? ajv.compile(schema());
    compiled.set(key, validate);
    const ok = validate(structuredClone(value));
    return { ok, errors: (validate.errors ?? []).map((error) => `${key} ${error.instancePath} ${error.message}`) };
  };
  const find = (method: string, path: string) => {
    const [plainPath = path] = path.replace(/^https?:\/\/[^/]+/, "").split("?");
    const route = routes.find((candidate) => candidate.pattern.test(plainPath));
    const operation = route?.document.paths[route.template]?.[method.toLowerCase()];
    return route && operation ? { route, operation, key: `${method} ${route.template}`, plainPath } : undefined;
  };
  return {
    available: true,
    validateRequest(method, path, params) {
      const found = find(method, path);
      if (!found) return { ok: false, errors: [`${method} ${path} is no documented operation`] };
      const { operation, route, key, plainPath } = found;
      const value = { path: route.pattern.exec(plainPath)?.groups ?? {}, params };
      return judge(requests, key, () => requestSchema(operation, route), value);
    },
    validateResponse(method, path, status, body) {
      const found = find(method, path);
      if (!found) return { ok: false, errors: [`${method} ${path} is no documented operation`] };
      const answer = found.operation.responses[String(status)];
      if (!answer) return { ok: false, errors: [`${found.key} documents no ${status}`] };
      const schema = answer.content?.["application/json"]?.schema;
      if (!schema) return { ok: body === undefined || body === "", errors: [] };
      return judge(responses, `${found.key} ${status}`, () => responseSchema(schema, found.route), body);
    },
  };
}

function routesIn(folder: string): Route[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.flatMap((file) => {
    const document = JSON.parse(readFileSync(join(folder, file), "utf8")) as Document;
    return Object.keys(document.paths).map((template) => {
      const source = template.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+?)");
      return { document, isLookup: file.startsWith("lookups"), template, pattern: new RegExp(`^${source}$`) };
    });
  });
}

function requestSchema(operation: Operation, { document }: Route): Schema {
  const group = (place: string) => {
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
    return closed(
      Object.fromEntries(parameters.map(({ name, schema }) => [name, plain(schema, document)])),
      parameters.filter(({ required }) => required).map(({ name }) => name),
    );
  };
  const form = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return closed(
    { path: group("path"), params: form ? { ...plain(form, document), additionalProperties: false } : group("query") },
    ["path", "params"],
  );
}

function closed(properties: Record<string, Schema>, required: string[]): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** The Lookup document declares no package as nullable, although Twilio returns null for each package that was not requested. */
function responseSchema(schema: Schema, { document, isLookup }: Route): Schema {
  return complete(plain(schema, document), isLookup);
}

function complete(schema: Schema, isLookup: boolean): Schema {
  if (schema.items) return { ...schema, items: complete(schema.items as Schema, isLookup) };
  const properties = schema.properties as Record<string, Schema> | undefined;
  if (!properties) return schema;
  const entries = Object.entries(properties).map(([name, property]) => {
    const inner = complete(property, isLookup);
    return [name, isLookup && name !== "valid" ? { anyOf: [{ type: "null" }, inner] } : inner];
  });
  return {
    ...schema,
    properties: Object.fromEntries(entries),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** A schema with resolved references and JSON Schema's null in place of OpenAPI 3.0's nullable. */
function plain(schema: Schema, document: Document): Schema {
  if (typeof schema.$ref === "string") {
    return plain(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, document);
  }
  const result: Schema = {};
  for (const key of ["type", "format", "pattern", "minLength", "maxLength", "minimum", "maximum", "enum", "required"]) {
    if (schema[key] !== undefined) result[key] = schema[key];
  }
  if (schema.items) result.items = plain(schema.items as Schema, document);
  if (schema.properties) {
    const entries = Object.entries(schema.properties as Record<string, Schema>);
    result.properties = Object.fromEntries(entries.map(([name, property]) => [name, plain(property, document)]));
  }
  if (schema.nullable && result.type) result.type = [result.type, "null"];
  if (schema.nullable && Array.isArray(result.enum)) result.enum = [...result.enum, null];
  return result;
}

const number = String.raw`(\+[1-9]\d{1,14}|\d{3,8})`;

function ajvWith(options: { coerceTypes?: "array" }, formats: Record<string, RegExp | true>): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: false, ...options });
  addFormats.default(ajv);
  const shared = {
    currency: /^[A-Z]{3}$/i,
    endpoint: true,
    "date-time-rfc-2822": /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/,
    "http-method": /^(HEAD|GET|POST|PATCH|PUT|DELETE)$/,
    "iso-country-code": /^[A-Z]{2}$/,
    "phone-number-capabilities": true,
    twiml: true,
    "uri-map": true,
  } as const;
  for (const [name, format] of Object.entries({ ...shared, ...formats })) ajv.addFormat(name, format);
  return ajv;
}

/** A form contains only strings, a single value in place of a list, and an empty text for a cleared URL. */
function requestAjv(): Ajv {
  return ajvWith(
    { coerceTypes: "array" },
    {
      "phone-number": new RegExp(`^((whatsapp|messenger|rcs):)?(${number}|[A-Za-z0-9 ]{1,11})$`),
      uri: /^($|https?:\/\/[^\s]+$)/,
    },
  );
}

/** Twilio's own URIs are relative to the host. */
function responseAjv(): Ajv {
  return ajvWith(
    {},
    {
      "phone-number": new RegExp(`^((whatsapp|messenger|rcs):)?(${number}|[A-Za-z0-9 ]{1,11})$`),
      uri: /^($|\/[^\s]*$|https?:\/\/[^\s]+$)/,
    },
  );
}
