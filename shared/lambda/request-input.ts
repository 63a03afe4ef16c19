import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import { Problem } from "../errors.ts";

/** A JSON body may have this many bytes, unless its operation says otherwise. */
const usualBodyBytes = 256 * 1024;

const fault = (path: string, message: string): Problem =>
  new Problem("invalid_request", { detail: `${path ? `${path}: ` : ""}${message}`, errors: [{ path, message }] });

/** Text that no store and no provider can carry: NUL, and halves of surrogate pairs. */
const isUnfitText = (text: string): boolean => text.includes("\0") || !text.isWellFormed();

/** Finds what JSON allows and we do not: unfit text, and the key that would reach an object's prototype. */
const refuseUnfit = (value: unknown, path: string): void => {
  if (typeof value === "string" && isUnfitText(value)) throw fault(path, "holds NUL or half a surrogate pair");
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path ? `${path}.${key}` : key;
    if (key === "__proto__") throw fault(path, "the member __proto__ is not allowed");
    if (isUnfitText(key)) throw fault(path, "a member's name holds NUL or half a surrogate pair");
    refuseUnfit(member, memberPath);
  }
};

/** The text of a request's body. Throws invalid_request where it is not UTF-8, and too_large. */
export const textBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): string => {
  const text = event.body ?? "";
  if (text.length > maximumBytes * 2) throw tooLarge(maximumBytes);
  const bytes = Buffer.from(text, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maximumBytes) throw tooLarge(maximumBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw fault("", "the body is not UTF-8");
  }
};

const tooLarge = (maximumBytes: number): Problem =>
  new Problem("too_large", { detail: `A body may have at most ${maximumBytes} bytes.` });

/** The JSON of a request's body; undefined where there is none. Throws invalid_request and too_large. */
export const jsonBodyOf = (event: APIGatewayProxyEventV2, maximumBytes = usualBodyBytes): unknown => {
  const text = textBodyOf(event, maximumBytes);
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault("", "the body is not JSON");
  }
  refuseUnfit(value, "");
  return value;
};

/** The query's parameters; one that stands twice is refused, for an HTTP API would join the two with a comma. */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw fault(name, "stands more than once");
    if (isUnfitText(name) || isUnfitText(value)) throw fault(name, "holds NUL or half a surrogate pair");
    if (name === "__proto__") throw fault("", "the parameter __proto__ is not allowed");
    query[name] = value;
  }
  return query;
};

/** Checks a value against a schema. Throws invalid_request naming every member that does not fit. */
export const fitted = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = errors;
  throw new Problem("invalid_request", {
    detail: first && (first.path ? `${first.path}: ${first.message}` : first.message),
    errors,
  });
};
