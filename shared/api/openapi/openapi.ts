import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Method } from "../operation.ts";
import { registry } from "../registry.ts";
import { openApiHeaders } from "./openapi-headers.ts";
import { openApiOperation } from "./openapi-operation.ts";
import { openApiProblems } from "./openapi-problems.ts";

const description = `Normalise and look up phone numbers, send and receive messages, over Twilio and AWS SNS.

Lists answer \`{ items, nextCursor }\`, newest first; a page may be short while \`nextCursor\` is set, and is empty
only at the end or where 20,000 entries in a row do not fit. Changes are JSON Merge
Patch. Clients must tolerate new fields and new enum values.

Errors are problem documents (RFC 9457), except those that API Gateway itself answers as \`{ "message": … }\`: 401 where the
Authorization header is missing, 413 beyond its own limit, 429 of its throttle, 500 and 503 where a function fails or takes too long.

Beyond the schemas, text in a request holds neither NUL nor half a surrogate pair, a query parameter stands once, and no text has
more UTF-16 code units than its \`maxLength\`, which counts code points: most emoji count two ("must have fewer UTF-16 units").`;

const openApiMethods = {
  GET: "get",
  POST: "post",
  PUT: "put",
  PATCH: "patch",
  DELETE: "delete",
} as const satisfies Record<Method, string>;

/** This API as an OpenAPI 3.1 document, derived from the registry. `npm run openapi` writes it to docs/openapi.json. */
export const openApiDocument = () =>
  createDocument(
    {
      openapi: "3.1.1",
      info: { title: "PhoneHub", version: "1", description, license: { name: "MIT", identifier: "MIT" } },
      servers: [{ url: "/", description: "The hub that served this document" }],
      security: [{ bearer: [] }],
      tags: [...new Set(registry.map(({ capability }) => capability))].map((name) => ({ name })),
      components: {
        headers: openApiHeaders,
        responses: openApiProblems(),
        securitySchemes: {
          bearer: {
            type: "http",
            scheme: "bearer",
            description: "An API key (`phk_live_…`, `phk_test_…`) or an access token of a configured OIDC issuer",
          },
        },
      },
      paths: paths(),
    },
    { override: readable },
  );

const paths = (): ZodOpenApiPathsObject => {
  const result: ZodOpenApiPathsObject = {};
  for (const registered of registry) {
    const { method, path } = registered.operation;
    result[path] = { ...result[path], [openApiMethods[method]]: openApiOperation(registered) };
  }
  return result;
};

/**
 * The API can add fields to an answer without a new version, so the schema of an answer allows unknown fields. This also removes the
 * constraints that zod adds (a pattern for every date, the limits of JavaScript's integers), because in an answer they only make the
 * document longer. Schemas of requests keep them, because the hub enforces them.
 */
const readable = ({ jsonSchema, io }: { jsonSchema: Record<string, unknown>; io: string }) => {
  if (io !== "output") return;
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};
