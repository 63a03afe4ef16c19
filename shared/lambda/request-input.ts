import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import { beginningOf, hasReplacementCharacter, isUnfitText, prototypeName } from "../kernel/characters.ts";
import { Problem } from "../kernel/errors.ts";
import { JsonTooDeep, maximumJsonDepth, parseJson } from "../kernel/json.ts";
import { readBy } from "./faults.ts";

/** A JSON body may have this many bytes, unless its operation says otherwise. */
const usualBodyBytes = 256 * 1024;

/** A name of the request's own may be as long as the request: so much of it is told. */
const maximumTold = 200;
const told = (text: string): string => (text.length <= maximumTold ? text : `${beginningOf(text, maximumTold)}…`);

const fault = (path: string, message: string): Problem => {
  const at = told(path);
  return new Problem("invalid_request", {
    detail: `${at ? `${at}: ` : ""}${message}`,
    errors: [{ path: at, message }],
  });
};

/** Finds what JSON allows and we do not: unfit text, and the key that would reach an object's prototype. */
const refuseUnfit = (value: unknown, path: string): void => {
  if (typeof value === "string" && isUnfitText(value)) throw fault(path, "holds NUL or half a surrogate pair");
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path ? `${path}.${key}` : key;
    if (key === prototypeName) throw fault(path, "the member __proto__ is not allowed");
    if (isUnfitText(key)) throw fault(path, "a member's name holds NUL or half a surrogate pair");
    refuseUnfit(member, memberPath);
  }
};

/**
 * The text of a request's body. Throws invalid_request where it is not UTF-8, and too_large. API Gateway hands text on decoded, with U+FFFD
 * in the place of every byte that is not UTF-8: a body that holds it is refused, for else the message would go out with it (invariant 24).
 */
const textBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): string => {
  const decoded = decodedText(bytesOf(event, maximumBytes));
  if (decoded === null || hasReplacementCharacter(decoded)) throw fault("", "the body is not UTF-8, or holds U+FFFD");
  return decoded;
};

/**
 * A request's body as it came, in any encoding. Throws too_large, and invalid_request for text that API Gateway decoded although it is not
 * UTF-8: of any other media type than text it hands on the bytes.
 */
export const fileBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): Uint8Array => {
  if (!event.isBase64Encoded && hasReplacementCharacter(event.body ?? ""))
    throw fault("", "the body is not UTF-8, or holds U+FFFD: save it as UTF-8, or send it as application/octet-stream");
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
  new Problem("too_large", { detail: `A body may have at most ${maximumBytes} bytes.` });

/** The JSON of a request's body; undefined where there is none. Throws invalid_request and too_large. */
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

/** The query's parameters; one that stands twice is refused, for an HTTP API would join the two with a comma. */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw fault(name, "stands more than once");
    if (isUnfitText(name) || isUnfitText(value)) throw fault(name, "holds NUL or half a surrogate pair");
    if (hasReplacementCharacter(name) || hasReplacementCharacter(value))
      throw fault(name, "is not UTF-8, or holds U+FFFD");
    if (name === prototypeName) throw fault("", "the parameter __proto__ is not allowed");
    query[name] = value;
  }
  return query;
};

/** The path's parameters, which an HTTP API decodes. */
export const parametersOf = (event: APIGatewayProxyEventV2): Record<string, string | undefined> => {
  const parameters = event.pathParameters ?? {};
  for (const [name, value = ""] of Object.entries(parameters))
    if (isUnfitText(value) || hasReplacementCharacter(value)) throw fault(name, "holds NUL, or is not UTF-8");
  return parameters;
};

/** What is judged, as its faults name it. */
const judged = {
  path: { what: "parameter", whole: "the path" },
  query: { what: "parameter", whole: "the query" },
  body: { what: "field", whole: "the body" },
} as const;

/** So many faults stand in the sentence for people; `errors` lists them. */
const maximumInDetail = 3;

/** Checks a part of a request against a schema. Throws invalid_request naming every member that does not fit. */
export const fitted = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: keyof typeof judged,
): z.output<Schema> => {
  const { what, whole } = judged[part];
  const read = readBy(schema, value, what);
  if ("value" in read) return read.value;
  const errors = read.faults.map(({ path, message }) => ({ path: told(path.join(".")), message: told(message) }));
  const sentences = errors.slice(0, maximumInDetail).map(({ path, message }) => `${path || whole}: ${message}`);
  const more = errors.length + read.more - sentences.length;
  const detail = `${sentences.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
  throw new Problem("invalid_request", { detail, errors });
};
