import { describe, expect, test } from "vitest";
import { maximumBodyLength } from "../../../shared/api/sizes.ts";
import { segmentsOf } from "../../../shared/text/segments.ts";
import { smartEncoded } from "../../../shared/text/smart-encoding.ts";
import { newNumber, newQuietTenant, simulator } from "../../support/hub/hub.ts";

const curly = `It${"\u2019"}s ${"a".repeat(425)}`;
const zeroWidth = "\u200b";
/** A text that three dots in place of its … make one character too long, although it then has fewer segments. */
const overlong = `${"a".repeat(maximumBodyLength - 2)}\u2026`;

describe("smartEncoded()", () => {
  test("replaces one curly quote, so that seven segments become three", () => {
    expect(segmentsOf(curly)).toEqual({ count: 7, encoding: "UCS-2" });
    expect(smartEncoded(curly)).toBe(curly.replace("\u2019", "'"));
    expect(segmentsOf(smartEncoded(curly))).toEqual({ count: 3, encoding: "GSM-7" });
  });

  test("fills a message to the last character that Twilio accepts", () => {
    const longest = overlong.slice(1);
    expect(smartEncoded(longest)).toBe(longest.replace("\u2026", "..."));
    expect(smartEncoded(longest)).toHaveLength(maximumBodyLength);
  });

  test.each([
    ["that an emoji keeps in UCS-2, so that it would only grow", `${"\u2026".repeat(68)}\u{1f600}`],
    ["with the same number of segments either way", "It\u2019s here\u2026"],
    ["with tabs, which spaces would lengthen", `${"\t".repeat(70)}a`],
    ["that would become longer than Twilio accepts", overlong],
    ["that would become empty", zeroWidth],
    ["of several segments that would become empty", zeroWidth.repeat(71)],
    ["that would become blank", `${zeroWidth.repeat(71)} `],
  ])("leaves a text unchanged %s", (_what, body) => {
    expect(smartEncoded(body)).toBe(body);
  });
});

describe("sendMessage with smartEncoding", () => {
  const smartTenant = () => newQuietTenant({}, () => ({ smartEncoding: true }));

  test("sends the plain characters", async () => {
    const tenant = await smartTenant();
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/messages", { to, body: curly });
    expect(body).toMatchObject({ body: smartEncoded(curly), segments: { count: 3, encoding: "GSM-7" } });
    expect((await simulator.accepted({ to }))[0]?.body).toBe(smartEncoded(curly));
  });

  test.each([
    ["too long", overlong, {}],
    ["empty beside media", zeroWidth, { mediaUrls: ["https://example.com/a.png"] }],
  ])("sends and previews the original text when plain characters would make it %s", async (_what, text, media) => {
    const tenant = await smartTenant();
    const to = newNumber();
    const { body: preview } = await tenant.api.post("/v1/messages/preview", { to, body: text, ...media });
    expect(preview).toMatchObject({ wouldSend: true, body: text, segments: segmentsOf(text), smartEncoding: null });
    const { body } = await tenant.api.post("/v1/messages", { to, body: text, ...media });
    expect(body).toMatchObject({ status: "accepted", body: text, segments: segmentsOf(text) });
    expect((await simulator.accepted({ to })).map(({ body }) => body)).toEqual([text]);
  });
});
