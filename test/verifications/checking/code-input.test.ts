import { describe, expect, test } from "vitest";
import { codeFrom } from "../../../shared/verifications/checking/check-verification.ts";

describe("codeFrom()", () => {
  test("reads decimal digits of every script in Unicode", () => {
    const noughts: number[] = [];
    let run = 0;
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const isDigit =
        codePoint < 0xd800 || codePoint > 0xdfff ? /\p{Nd}/u.test(String.fromCodePoint(codePoint)) : false;
      run = isDigit ? run + 1 : 0;
      if (isDigit && run % 10 === 1) noughts.push(codePoint);
    }
    expect(noughts.length).toBeGreaterThan(60);
    for (const nought of noughts) {
      const typed = [...Array(10).keys()].map((value) => String.fromCodePoint(nought + value)).join("");
      expect([nought.toString(16), codeFrom(typed)]).toEqual([nought.toString(16), "0123456789"]);
    }
  });

  test.each(["", "   ", "123", "12345678901", "12a456", "1e5000", "123.456", "１２３", "+123456", "0x1234", "½234"])(
    "returns nothing for %j",
    (typed) => {
      expect(() => codeFrom(typed)).toThrow(/4 to 10 digits/);
    },
  );
});
