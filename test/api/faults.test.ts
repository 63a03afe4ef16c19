import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Operation } from "../../shared/api/operation.ts";
import { pathParameters } from "../../shared/api/path-parameters.ts";
import { registry } from "../../shared/api/registry.ts";
import { Problem } from "../../shared/kernel/errors.ts";
import { validated } from "../../shared/lambda/request-input.ts";

type Part = "path" | "query" | "body";
type Told = readonly { path: string; message: string }[];

const problemOf = (schema: z.ZodType, value: unknown, part: Part): Problem["detail"] | null => {
  try {
    validated(schema, value, part);
    return null;
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid_request") return error.detail;
    throw error;
  }
};
const faultsOf = (schema: z.ZodType, value: unknown, part: Part = "body"): Told =>
  problemOf(schema, value, part)?.errors ?? [];

const operationNamed = (id: string): Operation => {
  const found = registry.find(({ operation }) => operation.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found.operation;
};
const bodyFaults = (id: string, body: unknown): Told => faultsOf(operationNamed(id).body ?? z.never(), body);

const long = "x".repeat(2_000);
/** What no member takes, of every kind. */
const wrong: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e12,
  "",
  " ",
  "x",
  "\u0001",
  long,
  "2026-02-31T00:00:00Z",
  [],
  [7],
  Array.from({ length: 410 }, () => "x"),
  {},
  { "": 1 },
  { [long]: "x" },
  Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, "x"])),
];

/** Wrong values of a schema, and of whatever it is made of, at their places. */
const wrongFor = (schema: unknown): unknown[] => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return wrongFor(schema.unwrap());
  if (schema instanceof z.ZodPipe) return wrongFor(schema.in);
  if (schema instanceof z.ZodUnion) return [...wrong, ...schema.options.flatMap(wrongFor)];
  if (schema instanceof z.ZodArray) return [...wrong, ...wrongFor(schema.element).map((one) => [one])];
  if (schema instanceof z.ZodRecord) return [...wrong, ...wrongFor(schema.valueType).map((one) => ({ name: one }))];
  if (!(schema instanceof z.ZodObject)) return [...wrong];
  const members = Object.entries(schema.shape).flatMap(([name, member]) => [
    ...wrongFor(member).map((value) => ({ [name]: value })),
    { [`${name}x`]: 1 },
  ]);
  return [...wrong, ...members, { nothingLikeIt: 1 }];
};

const schemas = registry.flatMap(({ operation }): [string, Part, z.ZodType][] => [
  ...(operation.body ? [[operation.id, "body", operation.body] satisfies [string, Part, z.ZodType]] : []),
  [operation.id, "query", operation.query ?? z.strictObject({})],
  [operation.id, "path", pathParameters(operation.path)],
]);

const zodsWords =
  /invalid input|invalid key|too small|too big|expected|received (undefined|null|nan|string|number|boolean|array|object)|unrecogni[sz]ed|must match|string must|>=|<=|[<>]\d/i;
const lastResort =
  /is not valid$|in another format|of another type|must be another|undefined|must be $|must be one of $/;

test("every operation tells its faults in our own words, whatever the fault (invariant 24)", () => {
  const codes = new Set<string>();
  const messages = new Set<string>();
  for (const [id, part, schema] of schemas)
    for (const value of [undefined, ...wrongFor(schema)]) {
      const issues = schema.safeParse(value).error?.issues ?? [];
      for (const { code } of issues) codes.add(code);
      const told = problemOf(schema, value, part);
      expect(told === null, `${id} ${part}`).toBe(issues.length === 0);
      for (const { message } of told?.errors ?? []) messages.add(message);
      if (told) messages.add(told.detail ?? "");
    }
  expect([...messages].filter((message) => zodsWords.test(message))).toEqual([]);
  expect([...messages].filter((message) => message === "" || lastResort.test(message))).toEqual([]);
  expect([...codes].sort()).toEqual([
    "custom",
    "invalid_format",
    "invalid_key",
    "invalid_type",
    "invalid_union",
    "invalid_value",
    "too_big",
    "too_small",
    "unrecognized_keys",
  ]);
});

describe("validated", () => {
  test("tells all faults at once", () => {
    const { detail, errors } = problemOf(
      operationNamed("sendMessage").body ?? z.never(),
      { channel: "fax", urgent: "yes", bdoy: "x", validitySeconds: 0 },
      "body",
    ) ?? { detail: "" };
    expect(errors).toEqual([
      { path: "to", message: "is missing: it must be text" },
      { path: "channel", message: "must be one of sms, whatsapp" },
      { path: "validitySeconds", message: "must be at least 1" },
      { path: "urgent", message: "must be true or false, not text" },
      { path: "bdoy", message: "there is no such field: did you mean body?" },
      { path: "", message: "give one of body, template and contentSid, or mediaUrls" },
    ]);
    expect(detail).toBe(
      "to: is missing: it must be text; channel: must be one of sms, whatsapp; validitySeconds: must be at least 1; and 3 more",
    );
  });

  test.each([
    ["a body that is missing", undefined, "is missing: it must be an object"],
    ["a list", [], "must be an object, not a list"],
  ])("tells of %s", (_what, body, message) => {
    expect(bodyFaults("sendMessage", body)).toContainEqual({ path: "", message });
  });

  test.each([
    ["a number as the text", { to: "+1", body: 5 }, "body", "must be text, not a number"],
    ["a list of the wrong things", { to: "+1", mediaUrls: [5] }, "mediaUrls.0", "must be text, not a number"],
    ["a fraction", { to: "+1", body: "x", validitySeconds: 1.5 }, "validitySeconds", "must be a whole number"],
    ["an empty text", { to: "", body: "x" }, "to", "must not be empty"],
  ])("tells of %s", (_what, body, path, message) => {
    expect(bodyFaults("sendMessage", body)).toEqual([{ path, message }]);
  });

  test("tells of the entry of a list, and not of every kind of entry that there is", () => {
    const body = { to: ["+14155550123", { to: 5 }, { to: "+1", variabels: {} }, true], body: "x" };
    expect(bodyFaults("createBatch", body).map(({ path, message }) => `${path} ${message}`)).toEqual([
      expect.stringMatching(/^to\.1\.to must be text, not a number/),
      "to.2.variabels there is no such field: did you mean variables?",
      "to.3 must be text or an object",
    ]);
  });

  test("tells of the credentials that come nearest", () => {
    const faults = bodyFaults("setProviderCredentials", { accountSid: "AC1", authToken: "x".repeat(32) });
    expect(faults).toEqual([{ path: "accountSid", message: "must be AC and 32 hexadecimal digits" }]);
  });

  test.each([
    ["text", "body"],
    ["message", "body"],
    ["phone", "to"],
    ["send_at", "sendAt"],
    ["sendat", "sendAt"],
    ["form", "from"],
    ["metdata", "metadata"],
    ["statusCallback", null],
    [long, null],
  ])("names the known field nearest to another, case %#", (name, meant) => {
    const [fault] = bodyFaults("sendMessage", { to: "+1", body: "x", [name]: "y" });
    expect(fault?.path.slice(0, 20)).toBe(name.slice(0, 20));
    expect(fault?.message).toMatch(
      meant === null
        ? /^there is no such field; use one of to, country/
        : `there is no such field: did you mean ${meant}?`,
    );
  });

  test("calls a query's members parameters", () => {
    const query = operationNamed("listMessages").query ?? z.never();
    expect(faultsOf(query, { limit: "ten", participent: "+1" }, "query")).toEqual([
      { path: "limit", message: "must be a number" },
      { path: "participent", message: "there is no such parameter: did you mean participant?" },
    ]);
  });

  test("tells twenty of very many faults, in linear time (invariant 38)", () => {
    const body = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`bodi${at}`, 1]));
    const told = problemOf(operationNamed("updateTenant").body ?? z.never(), body, "body");
    expect(told?.errors).toHaveLength(20);
    expect(told?.detail).toMatch(/and 19997 more$/);
  });
});
