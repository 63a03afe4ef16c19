import { expect, test } from "vitest";
import { Problem } from "../../shared/kernel/errors.ts";
import { toE164 } from "../../shared/numbers/to-e164.ts";

const problemOf = (input: string, country: string | null): Problem => {
  try {
    toE164(input, country);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error("No problem");
};

test("toE164() reads a number with the country of the request or the tenant", () => {
  expect(toE164("030 12345678", "DE")).toBe("+493012345678");
  expect(toE164("+49 30 12345678", null)).toBe("+493012345678");
});

test("toE164() refuses a fictional number with its own explanation, unless fictional numbers are allowed", () => {
  const { code, detail } = problemOf("07700 900123", "GB");
  expect(code).toBe("invalid_number");
  expect(detail).toMatchObject({
    detail: expect.stringContaining("reserved for films and examples"),
    extensions: { reason: "fictional" },
  });
  expect(toE164("07700 900123", "GB", { withFictional: true })).toBe("+447700900123");
});

test("toE164() asks for a country for a national number without one", () => {
  expect(problemOf("030 12345678", null).code).toBe("country_required");
});

test.each([
  ["hello", "US", "not_a_number"],
  ["911", "US", "too_short"],
  ["030 12345678", "XX", "invalid_country"],
])("toE164() refuses %s in %s with the reason %s", (input, country, reason) => {
  const problem = problemOf(input, country);
  expect(problem.code).toBe("invalid_number");
  expect(problem.detail).toMatchObject({ detail: expect.stringMatching(/\.$/), extensions: { reason } });
});
