import { describe, expect, test } from "vitest";
import * as z from "zod";
import { channels } from "../../shared/api/channels.ts";
import type { Operation } from "../../shared/api/operation.ts";
import { pathParameters } from "../../shared/api/path-parameters.ts";
import { registry } from "../../shared/api/registry.ts";
import { Problem } from "../../shared/kernel/errors.ts";
import { validated } from "../../shared/lambda/request-input.ts";

type Part = "path" | "query" | "body";
type Faults = readonly { path: string; message: string }[];

const problemOf = (schema: z.ZodType, value: unknown, part: Part): Problem["detail"] | null => {
  try {
    validated(schema, value, part);
    return null;
  } catch (error) {
    if (error instanceof Problem && error.code === "invalid_request") return error.detail;
    throw error;
  }
};
const faultsOf = (schema: z.ZodType, value: unknown, part: Part = "body"): Faults =>
  problemOf(schema, value, part)?.errors ?? [];

const operationNamed = (id: string): Operation => {
  const found = registry.find(({ operation }) => operation.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found.operation;
};
const bodyFaults = (id: string, body: unknown): Faults => faultsOf(operationNamed(id).body ?? z.never(), body);

const longText = "x".repeat(2_000);
/** Values of every JSON type that no member accepts. */
const wrongValues: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e12,
  "",
  " ",
  "x",
  "\u0001",
  longText,
  "2026-02-31T00:00:00Z",
  [],
  [7],
  Array.from({ length: 410 }, () => "x"),
  {},
  { "": 1 },
  { [longText]: "x" },
  Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, "x"])),
];

/** Wrong values for a schema, and for each of its members at that member's place. */
const wrongFor = (schema: unknown): unknown[] => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return wrongFor(schema.unwrap());
  if (schema instanceof z.ZodPipe) return wrongFor(schema.in);
  if (schema instanceof z.ZodUnion) return [...wrongValues, ...schema.options.flatMap(wrongFor)];
  if (schema instanceof z.ZodArray) return [...wrongValues, ...wrongFor(schema.element).map((one) => [one])];
  if (schema instanceof z.ZodRecord)
    return [...wrongValues, ...wrongFor(schema.valueType).map((one) => ({ name: one }))];
  if (!(schema instanceof z.ZodObject)) return [...wrongValues];
  const members = Object.entries(schema.shape).flatMap(([name, member]) => [
    ...wrongFor(member).map((value) => ({ [name]: value })),
    { [`${name}x`]: 1 },
  ]);
  return [...wrongValues, ...members, { nothingLikeIt: 1 }];
};

const schemas = registry.flatMap(({ operation }): [string, Part, z.ZodType][] => [
  ...(operation.body ? [[operation.id, "body", operation.body] satisfies [string, Part, z.ZodType]] : []),
  [operation.id, "query", operation.query ?? z.strictObject({})],
  [operation.id, "path", pathParameters(operation.path)],
]);

const zodWording =
  /invalid input|invalid key|too small|too big|expected|received (undefined|null|nan|string|number|boolean|array|object)|unrecogni[sz]ed|must match|string must|>=|<=|[<>]\d/i;
const lastResort =
  /is not valid$|in another format|of another type|must be another|undefined|must be $|must be one of $/;

test("validated() describes every fault of every operation in the hub's own words, never in zod's (invariant 24)", () => {
  const codes = new Set<string>();
  const messages = new Set<string>();
  for (const [id, part, schema] of schemas)
    for (const value of [undefined, ...wrongFor(schema)]) {
      const issues = schema.safeParse(value).error?.issues ?? [];
      for (const { code } of issues) codes.add(code);
      const reported = problemOf(schema, value, part);
      expect(reported === null, `${id} ${part}`).toBe(issues.length === 0);
      for (const { message } of reported?.errors ?? []) messages.add(message);
      if (reported) messages.add(reported.detail ?? "");
    }
  expect([...messages].filter((message) => zodWording.test(message))).toEqual([]);
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

describe("validated()", () => {
  test("reports all faults at once", () => {
    const { detail, errors } = problemOf(
      operationNamed("sendMessage").body ?? z.never(),
      { channel: "fax", urgent: "yes", bdoy: "x", validitySeconds: 0 },
      "body",
    ) ?? { detail: "" };
    expect(errors).toEqual([
      { path: "to", message: "is missing: it must be text" },
      { path: "channel", message: `must be one of ${channels.join(", ")}` },
      { path: "validitySeconds", message: "must be at least 1" },
      { path: "urgent", message: "must be true or false, not text" },
      { path: "bdoy", message: "there is no such field: did you mean body?" },
      { path: "", message: "give one of body, template and contentSid, or mediaUrls" },
    ]);
    expect(detail).toBe(
      `to: is missing: it must be text; channel: must be one of ${channels.join(", ")}; validitySeconds: must be at least 1; and 3 more`,
    );
  });

  test.each([
    ["a missing body", undefined, "is missing: it must be an object"],
    ["a list in place of the body", [], "must be an object, not a list"],
  ])("reports %s", (_what, body, message) => {
    expect(bodyFaults("sendMessage", body)).toContainEqual({ path: "", message });
  });

  test.each([
    ["a number in place of text", { to: "+1", body: 5 }, "body", "must be text, not a number"],
    [
      "a list with an entry of the wrong type",
      { to: "+1", mediaUrls: [5] },
      "mediaUrls.0",
      "must be text, not a number",
    ],
    ["a fraction", { to: "+1", body: "x", validitySeconds: 1.5 }, "validitySeconds", "must be a whole number"],
    ["an empty text", { to: "", body: "x" }, "to", "must not be empty"],
  ])("reports %s", (_what, body, path, message) => {
    expect(bodyFaults("sendMessage", body)).toEqual([{ path, message }]);
  });

  test("reports the fault of a list's entry for the form that comes closest", () => {
    const body = { to: ["+14155550123", { to: 5 }, { to: "+1", variabels: {} }, true], body: "x" };
    expect(bodyFaults("createBatch", body).map(({ path, message }) => `${path} ${message}`)).toEqual([
      expect.stringMatching(/^to\.1\.to must be text, not a number/),
      "to.2.variabels there is no such field: did you mean variables?",
      "to.3 must be text or an object",
    ]);
  });

  test("reports the faults of the credentials that come closest", () => {
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
    [longText, null],
  ])("suggests the known field that an unknown one resembles, case %#", (name, meant) => {
    const [fault] = bodyFaults("sendMessage", { to: "+1", body: "x", [name]: "y" });
    expect(fault?.path.slice(0, 20)).toBe(name.slice(0, 20));
    expect(fault?.message).toMatch(
      meant === null
        ? /^there is no such field; use one of to, country/
        : `there is no such field: did you mean ${meant}?`,
    );
  });

  test("calls the members of a query parameters", () => {
    const query = operationNamed("listMessages").query ?? z.never();
    expect(faultsOf(query, { limit: "ten", participent: "+1" }, "query")).toEqual([
      { path: "limit", message: "must be a number" },
      { path: "participent", message: "there is no such parameter: did you mean participant?" },
    ]);
  });

  test("lists twenty of 20,000 faults, in linear time (invariant 38)", () => {
    const body = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`bodi${at}`, 1]));
    const reported = problemOf(operationNamed("updateTenant").body ?? z.never(), body, "body");
    expect(reported?.errors).toHaveLength(20);
    expect(reported?.detail).toMatch(/and 19997 more$/);
  });
});
