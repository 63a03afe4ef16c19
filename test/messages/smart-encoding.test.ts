import { expect, test } from "vitest";
import { segmentsOf } from "../../shared/messages/segments.ts";
import { smartEncoded } from "../../shared/messages/smart-encoding.ts";
import { newNumber, newTenant, simulator } from "../support/hub.ts";

const curly = `It${"\u2019"}s ${"a".repeat(425)}`;

test("one curly quote makes seven segments of three, and smart encoding gives them back", () => {
  expect(segmentsOf(curly)).toEqual({ count: 7, encoding: "UCS-2" });
  expect(smartEncoded(curly)).toBe(curly.replace("\u2019", "'"));
  expect(segmentsOf(smartEncoded(curly))).toEqual({ count: 3, encoding: "GSM-7" });
});

test("a configuration with smartEncoding sends the plain characters", async () => {
  const tenant = await newTenant({}, () => ({ smartEncoding: true }));
  const to = newNumber();
  const { body } = await tenant.api.post("/v1/messages", { to, body: curly });
  expect(body).toMatchObject({ body: smartEncoded(curly), segments: { count: 3, encoding: "GSM-7" } });
  expect((await simulator.accepted({ to }))[0]?.body).toBe(smartEncoded(curly));
});
