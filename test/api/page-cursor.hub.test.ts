import { describe, expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "../../shared/kernel/page-cursor.ts";
import { newBareTenant } from "../support/hub/hub.ts";

const at = "2026-01-01T00:00:00.000Z";
const bytes = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part))).toString("base64url");

const crafted: [string, string][] = [
  ["half a surrogate pair", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwLjAwMFoiLCJcdWQ4MDAiXQ"],
  ["the other half", bytes(`["${at}","x\\udfff"]`)],
  ["NUL", bytes(`["${at}","a\\u0000b"]`)],
  ["bytes that are no UTF-8, each of which decodes to three", bytes(`["${at}","`, Buffer.alloc(700, 0xff), `"]`)],
  ["more than a place", bytes(`["${at}","a","b"]`)],
  ["a time that is none", bytes(`["yesterday","a"]`)],
  ["numbers", bytes("[1,2]")],
  ["no list", bytes("null")],
  ["no JSON", bytes("[")],
];

test.each(crafted)("decodeCursor() refuses a cursor of %s (invariant 24)", (_what, cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: "invalid_cursor", status: 400 }));
});

test.each(["evt_1", "+14155550100#MG1", "\u{1f4de} é", "x".repeat(500)])(
  "decodeCursor() returns what encodeCursor() encoded: %s",
  (id) => {
    expect(decodeCursor(encodeCursor({ createdAt: at, id }))).toEqual({ createdAt: at, id });
  },
);

describe("list operations", () => {
  test.each(["/v1/events", "/v1/messages", "/v1/opt-outs", "/v1/lookups", "/v1/audit-events", "/v1/provider-configs"])(
    "answer 400 for a crafted cursor at %s",
    async (path) => {
      const { api } = await newBareTenant();
      for (const [, cursor] of crafted.slice(0, 4))
        expect(await api.get(`${path}?cursor=${cursor}`)).toMatchObject({
          status: 400,
          body: { code: "invalid_cursor" },
        });
    },
  );
});
