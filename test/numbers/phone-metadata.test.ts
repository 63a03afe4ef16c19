import { expect, test } from "vitest";
import { phoneMetadata } from "../../shared/numbers/phone-metadata.ts";

test.each([
  ["+4915112345678", "DE", "mobile", true, false],
  ["+493012345678", "DE", "landline", false, false],
  ["+18003569377", "US", "tollFree", false, false],
  // The North American plan does not distinguish mobile and landline numbers.
  ["+14155552671", "US", null, null, null],
  ["+445612345678", "GB", null, false, true],
  ["+15005550006", "US", "personal", null, null],
])("phoneMetadata() of %s returns %s, %s, mobile %s, VoIP %s", (number, country, lineType, isMobile, isVoip) => {
  expect(phoneMetadata(number)).toEqual({ isValid: true, country, lineType, isMobile, isVoip });
});

test("phoneMetadata() of an invalid number claims nothing else", () => {
  expect(phoneMetadata("+10000000000")).toMatchObject({ isValid: false, lineType: null, isMobile: null, isVoip: null });
});
