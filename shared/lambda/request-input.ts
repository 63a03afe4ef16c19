import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import { beginningOf, hasReplacementCharacter, isUnfitText, prototypeName } from "../kernel/characters.ts";
import { Problem } from "../kernel/errors.ts";
import { JsonTooDeep, maximumJsonDepth, parseJson } from "../kernel/json.ts";
import { readBy } from "./faults.ts";

/** The maximum size of a body, unless its operation declares another one. */
const usualBodyBytes = 256 * 1024;

/** The most characters of a path or a message in an answer. A name in a request can be as long as the request. */
const maximumShown = 200;
const cut = (text: string): string => (text.length <= maximumShown ? text : `${beginningOf(text, maximumShown)}…`);

const fault = (path: string, message: string): Problem => {
  const at = cut(path);
  return new Problem("invalid_request", {
    detail: `${at ? `${at}: ` : ""}${message}`,
    errors: [{ path: at, message }],
  });
};

const unfitText = "must not contain NUL or half a surrogate pair";
const notUtf8 = "must be UTF-8 and must not contain U+FFFD";

/** Throws invalid_request for values that JSON allows and the hub does not: unfit text, and the member that would set a prototype. */
const refuseUnfit = (value: unknown, path: string): void => {
  if (typeof value === "string" && isUnfitText(value)) throw fault(path, unfitText);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path ? `${path}.${key}` : key;
    if (key === prototypeName) throw fault(path, "the member __proto__ is not allowed");
    if (isUnfitText(key)) throw fault(path, `a member's name ${unfitText}`);
    refuseUnfit(member, memberPath);
  }
};

/**
 * Returns the body as text. Throws too_large, and invalid_request if the body is not UTF-8. API Gateway decodes a text and replaces each
 * byte that is not UTF-8 by U+FFFD. A body with that character is refused, because a message would be sent with it (invariant 24).
 */
const textBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): string => {
  const decoded = decodedText(bytesOf(event, maximumBytes));
  if (decoded === null || hasReplacementCharacter(decoded)) throw fault("", `the body ${notUtf8}`);
  return decoded;
};

/**
 * Returns the bytes of the body, in any encoding. Throws too_large, and invalid_request for a text that API Gateway decoded although it is
 * not UTF-8. If the media type is not a text, API Gateway passes the bytes on unchanged.
 */
export const fileBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): Uint8Array => {
  if (!event.isBase64Encoded && hasReplacementCharacter(event.body ?? ""))
    throw fault("", `the body ${notUtf8}: save it as UTF-8, or send it as application/octet-stream`);
  return bytesOf(event, maximumBytes);
};

const bytesOf = (event: APIGatewayProxyEventV2, maximumBytes: number): Uint8Array => {
  const text = event.body ?? "";
  if (text.length > maximumBytes * 2) throw tooLarge(maximumBytes);
  const bytes = Buffer.from(text, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maximumBytes) throw tooLarge(maximumBytes);
  return bytes;
};

/** Null: the bytes are not UTF-8. */
const decodedText = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const tooLarge = (maximumBytes: number): Problem =>
  new Problem("too_large", { detail: `The body is too large. Send at most ${maximumBytes} bytes.` });

/** Parses the JSON of the body. Undefined: the request has no body. Throws invalid_request and too_large. */
export const jsonBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): unknown => {
  const text = textBodyOf(event, maximumBytes);
  if (text.trim() === "") return undefined;
  const value = jsonIn(text);
  refuseUnfit(value, "");
  return value;
};

const jsonIn = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch (error) {
    const isDeep = error instanceof JsonTooDeep;
    throw fault("", isDeep ? `the body has more than ${maximumJsonDepth} levels` : "the body is not JSON");
  }
};

/** Parses the query. Refuses a parameter that appears twice, because an HTTP API would join the two values with a comma. */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw fault(name, "must appear only once");
    if (isUnfitText(name) || isUnfitText(value)) throw fault(name, unfitText);
    if (hasReplacementCharacter(name) || hasReplacementCharacter(value)) throw fault(name, notUtf8);
    if (name === prototypeName) throw fault("", "the parameter __proto__ is not allowed");
    query[name] = value;
  }
  return query;
};

/** Returns the path parameters, which API Gateway has decoded. */
export const parametersOf = (event: APIGatewayProxyEventV2): Record<string, string | undefined> => {
  const parameters = event.pathParameters ?? {};
  for (const [name, value = ""] of Object.entries(parameters))
    if (isUnfitText(value) || hasReplacementCharacter(value))
      throw fault(name, "must be UTF-8 and must not contain NUL or U+FFFD");
  return parameters;
};

/** The parts of a request, in the words of the answers. */
const parts = {
  path: { what: "parameter", whole: "the path" },
  query: { what: "parameter", whole: "the query" },
  body: { what: "field", whole: "the body" },
} as const;

/** The most faults that `detail` describes for people. `errors` lists more of them. */
const maximumInDetail = 3;

/** Validates a part of a request against a schema. Throws invalid_request, which names every invalid member. */
export const validated = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: keyof typeof parts,
): z.output<Schema> => {
  const { what, whole } = parts[part];
  const read = readBy(schema, value, what);
  if ("value" in read) return read.value;
  const errors = read.faults.map(({ path, message }) => ({ path: cut(path.join(".")), message: cut(message) }));
  const sentences = errors.slice(0, maximumInDetail).map(({ path, message }) => `${path || whole}: ${message}`);
  const more = errors.length + read.more - sentences.length;
  const detail = `${sentences.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
  throw new Problem("invalid_request", { detail, errors });
};
