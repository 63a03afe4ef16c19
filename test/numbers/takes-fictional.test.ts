import { afterEach, expect, test, vi } from "vitest";
import { takesFictional } from "../../shared/identity/caller.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("takesFictional() allows fictional numbers to test keys, and to live keys only with a simulated Twilio", () => {
  vi.stubEnv("TWILIO_BASE_URL", "");
  expect(takesFictional({ mode: "test" })).toBe(true);
  expect(takesFictional({ mode: "live" })).toBe(false);
  vi.stubEnv("TWILIO_BASE_URL", "http://127.0.0.1:1");
  expect(takesFictional({ mode: "live" })).toBe(true);
});
