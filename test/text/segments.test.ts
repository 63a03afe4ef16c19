import fc from "fast-check";
import { expect, test } from "vitest";
import { segmentsOf } from "../../shared/text/segments.ts";

const emoji = "\u{1f600}";

// GSM 03.38 and 3GPP TS 23.040: 160 septets in one message, 153 in each part of several; 70 and 67 UTF-16 units in UCS-2.
test.each([
  ["one character", "a", 1, "GSM-7"],
  ["160 characters", "a".repeat(160), 1, "GSM-7"],
  ["161 characters", "a".repeat(161), 2, "GSM-7"],
  ["two full parts", "a".repeat(306), 2, "GSM-7"],
  ["two full parts and one character", "a".repeat(307), 3, "GSM-7"],
  ["80 characters that take two septets", "€".repeat(80), 1, "GSM-7"],
  ["81 characters that take two septets", "€".repeat(81), 2, "GSM-7"],
  ["153 characters that take two septets, none split between parts", "]".repeat(153), 3, "GSM-7"],
  ["the accents in GSM 03.38", "é è à ä ö ñ ü Ç", 1, "GSM-7"],
  ["a small cedilla, which GSM 03.38 lacks", "ç", 1, "UCS-2"],
  ["a curly quote", "it’s", 1, "UCS-2"],
  ["70 units", "я".repeat(70), 1, "UCS-2"],
  ["71 units", "я".repeat(71), 2, "UCS-2"],
  ["two full parts of units", "я".repeat(134), 2, "UCS-2"],
  ["an emoji that would be split between parts", `${"a".repeat(66)}${emoji}${"a".repeat(66)}`, 3, "UCS-2"],
  ["35 emoji of two units", emoji.repeat(35), 1, "UCS-2"],
  ["36 emoji of two units", emoji.repeat(36), 2, "UCS-2"],
  ["a line break of two characters", `${"a".repeat(159)}\r\n`, 2, "GSM-7"],
  ["brackets with an emoji, which count once", `${"[".repeat(68)}${emoji}`, 1, "UCS-2"],
])("segmentsOf counts %s", (_what, body, count, encoding) => {
  expect(segmentsOf(body)).toEqual({ count, encoding });
});

test("segmentsOf counts at least one segment, and at most as many as the UTF-16 units need", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 400 }), (body) => {
      const { count } = segmentsOf(body);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(Math.ceil(body.length / 33) + 1);
    }),
  );
});

// Inbound texts may be longer than the longest outbound one: https://www.twilio.com/docs/glossary/what-is-character-limit
test.each([
  ["GSM-7", "a".repeat(153 * 400), 400, "GSM-7"],
  ["UCS-2", "я".repeat(67 * 400), 400, "UCS-2"],
  ["GSM-7 except for its last character", `${"a".repeat(67 * 400 - 1)}я`, 400, "UCS-2"],
])("segmentsOf counts a long text in %s", (_what, body, count, encoding) => {
  expect(segmentsOf(body)).toEqual({ count, encoding });
});

/** The shortest processor time of several runs, because a busy machine only makes a run longer. */
const microsecondsOf = (run: () => unknown): number => {
  const times = Array.from({ length: 7 }, () => {
    const start = process.cpuUsage();
    run();
    return process.cpuUsage(start).user;
  });
  return Math.min(...times);
};

test("segmentsOf takes time in proportion to a text's length, not with its square (invariant 38)", () => {
  for (const unit of ["ab", emoji]) {
    const time = (length: number) => microsecondsOf(() => segmentsOf(unit.repeat(length / unit.length)));
    // The text is 16 times as long. Linear time grows 16 times, quadratic time 256 times. Garbage collection adds some.
    expect(time(51_200) / time(3_200), JSON.stringify(unit)).toBeLessThan(80);
  }
});
