import { describe, expect, test } from "vitest";
import { Problem } from "../../shared/kernel/errors.ts";
import { numberInUrl, recipientInUrl, senderInUrl } from "../../shared/numbers/number-in-url.ts";

const refusalOf = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, detail: error.detail.detail };
    throw error;
  }
};

describe("numberInUrl()", () => {
  test.each([
    ["611111111", "ES", "+34611111111"],
    ["611 11 11 11", "ES", "+34611111111"],
    ["34611111111", "ES", "+34611111111"],
    ["34611111111", null, "+34611111111"],
    ["+34611111111", null, "+34611111111"],
    [" 34611111111", null, "+34611111111"],
    ["+34 611-11-11-11", "US", "+34611111111"],
    ["0034611111111", "ES", "+34611111111"],
    ["tel:+34611111111", null, "+34611111111"],
    ["14155550123", null, "+14155550123"],
    ["(415) 555-0123", "US", "+14155550123"],
    // No plan assigns these numbers, but records with them may exist.
    ["+15005550006", null, "+15005550006"],
    ["+266696687", null, "+266696687"],
  ])("reads %j with %s as %s", (text, country, number) => {
    expect(numberInUrl(text, country, "participant")).toBe(number);
    expect(senderInUrl(text, country, "from")).toBe(number);
    expect(recipientInUrl(text, country, "to")).toBe(number);
  });

  test.each([
    ["611111111", null, "country_required"],
    ["611111111", "GB", "invalid_number"],
    ["+34 6", "ES", "invalid_number"],
    ["+", null, "invalid_number"],
    ["export.csv", "ES", "invalid_number"],
    ["+34611111111,+34622222222", "ES", "invalid_number"],
    ["9".repeat(64), "ES", "invalid_number"],
  ])("refuses %j with %s instead of finding nothing: %s", (text, country, code) => {
    const refusal = refusalOf(() => numberInUrl(text, country, "participant"));
    expect(refusal).toMatchObject({ code, detail: expect.stringMatching(/^participant: \w/) });
  });
});

test.each(["12345", "Acme", "ACME Inc", `MG${"0a".repeat(16)}`])(
  "senderInUrl() leaves the sender %j unchanged",
  (sender) => {
    expect(senderInUrl(sender, "ES", "from")).toBe(sender);
  },
);

test("recipientInUrl() accepts a short code, and refuses a name", () => {
  expect(recipientInUrl("12345", "ES", "to")).toBe("12345");
  expect(refusalOf(() => recipientInUrl("Acme", "ES", "to"))).toMatchObject({ code: "invalid_number" });
});
