import type { APIGatewayProxyEventV2 } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { Problem } from "../../shared/kernel/errors.ts";
import { fileBodyOf, jsonBodyOf, parametersOf, queryOf, validated } from "../../shared/lambda/request-input.ts";

const eventWith = (parts: Partial<APIGatewayProxyEventV2>) =>
  ({ isBase64Encoded: false, rawQueryString: "", ...parts }) as APIGatewayProxyEventV2;

const ofText = (body: string) => eventWith({ body });
const ofBytes = (bytes: Uint8Array) =>
  eventWith({ body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true });
/** A body that is not UTF-8, as API Gateway decodes it. */
const ofDecoded = (bytes: Uint8Array) => ofText(Buffer.from(bytes).toString("utf8"));

const problemOf = (run: () => unknown): Problem => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was refused");
};

describe("jsonBodyOf", () => {
  test.each([
    ["15,200 levels of lists", `${"[".repeat(15_200)}${"]".repeat(15_200)}`],
    ["15,200 levels of objects", `${'{"a":'.repeat(15_200)}1${"}".repeat(15_200)}`],
    ["33 levels", `${"[".repeat(33)}${"]".repeat(33)}`],
  ])("refuses %s (invariant 38)", (_what, body) => {
    const { code, message } = problemOf(() => jsonBodyOf(ofText(body)));
    expect({ code, message }).toEqual({ code: "invalid_request", message: "the body has more than 32 levels" });
  });

  const notUtf8 = Buffer.concat([Buffer.from('{"body":"M'), Buffer.from([0xfc]), Buffer.from('ller"}')]);
  test.each([
    ["in base64", ofBytes(notUtf8)],
    ["as API Gateway decoded it", ofDecoded(notUtf8)],
  ])("refuses a body that is not UTF-8, %s (invariant 24)", (_what, event) => {
    expect(problemOf(() => jsonBodyOf(event))).toMatchObject({ code: "invalid_request", status: 400 });
  });

  test("keeps every text that a store accepts", () => {
    const fit = fc.string({ unit: "binary" }).filter((text) => !/[\0\uFFFD]/.test(text));
    fc.assert(
      fc.property(
        fc.dictionary(
          fit.filter((name) => name !== "__proto__"),
          fit,
        ),
        (body) => {
          expect(jsonBodyOf(ofText(JSON.stringify(body)))).toEqual({ ...body });
          expect(jsonBodyOf(ofBytes(Buffer.from(JSON.stringify(body))))).toEqual({ ...body });
        },
      ),
    );
  });
});

describe("fileBodyOf", () => {
  const csv = Buffer.concat([Buffer.from("number,name\n+14155550100,M"), Buffer.from([0xfc, 0x0a])]);

  test("refuses CSV that API Gateway decoded although it is not UTF-8 (invariant 24)", () => {
    expect(problemOf(() => fileBodyOf(ofDecoded(csv)))).toMatchObject({ code: "invalid_request" });
  });

  test("returns every byte unchanged", () => {
    expect(Buffer.from(fileBodyOf(ofBytes(csv)))).toEqual(csv);
    expect(Buffer.from(fileBodyOf(ofText("Zoë")))).toEqual(Buffer.from("Zoë"));
  });
});

test.each(["%FF", "%00", "%EF%BF%BD"])("queryOf refuses %s in a name and in a value (invariant 24)", (escaped) => {
  for (const rawQueryString of [`a=x${escaped}`, `a${escaped}=x`])
    expect(problemOf(() => queryOf(eventWith({ rawQueryString }))).code).toBe("invalid_request");
});

test.each(["a\0", "a\uFFFD", "a\uD800"])("parametersOf refuses %j (invariant 24)", (id) => {
  expect(problemOf(() => parametersOf(eventWith({ pathParameters: { id } }))).code).toBe("invalid_request");
  expect(parametersOf(eventWith({ pathParameters: { id: "msg_1" } }))).toEqual({ id: "msg_1" });
});

test("validated() reports very long names in a few lines (invariant 38)", () => {
  const body = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${"😀".repeat(2_000)}${at}`, { a: 1 }]));
  for (const schema of [z.strictObject({}), z.record(z.string(), z.string())]) {
    const { detail } = problemOf(() => validated(schema, body, "body"));
    expect(JSON.stringify(detail).length).toBeLessThan(20_000);
    expect(JSON.stringify(detail).isWellFormed()).toBe(true);
    expect(JSON.stringify(detail)).not.toMatch(/\\ud[89a-f]/i);
  }
});
