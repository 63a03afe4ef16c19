import { expect, test } from "vitest";
import { maskActor, maskNumbersIn } from "../../shared/observability/masking.ts";

test.each([
  ["a phone number", "user:+14155550123", "user:+1415•••0123"],
  ["a phone number with punctuation", "user:(415) 555-0123", "user:41555•••0123"],
  ["a short phone number", "user:+4912345", "user:+49•••"],
  ["a phone number with a prefix", "user:sms|+14155550123", "user:sms|+1415•••0123"],
  ["an e-mail address", "user:alice.smith@example.com", "user:a•••@example.com"],
  ["an e-mail address with a prefix", "user:auth0:alice@example.com", "user:a•••@example.com"],
])("maskActor() masks a subject that is %s (invariant 17)", (_what, actor, logged) => {
  expect(maskActor(actor)).toBe(logged);
});

test.each([
  ["an API key's id", "key:key_4155550123415555012341"],
  ["a UUID", "user:01234567-0123-0123-0123-012345678901"],
  ["a name", "user:alice"],
])("maskActor() leaves %s unchanged", (_what, actor) => {
  expect(maskActor(actor)).toBe(actor);
});

test.each(["+9779841234567", "९८४१२३४५६७", "+977\u202f984\u202f1234567", "+977‑984‑1234567", "984/1234567"])(
  "maskNumbersIn() masks %s within a text, for digits of any script and any separators (invariant 17)",
  (number) => {
    expect(maskNumbersIn(`call ${number} now`)).toMatch(/^call \+?\d+•••4567 now$/);
  },
);
