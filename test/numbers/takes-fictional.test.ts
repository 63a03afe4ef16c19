import { afterEach, expect, test, vi } from "vitest";
import { takesFictional } from "../../shared/identity/caller.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("test keys may name fictional numbers, live keys only beside a simulated Twilio", () => {
  vi.stubEnv("TWILIO_BASE_URL", "");
  expect(takesFictional({ mode: "test" })).toBe(true);
  expect(takesFictional({ mode: "live" })).toBe(false);
  vi.stubEnv("TWILIO_BASE_URL", "http://127.0.0.1:1");
  expect(takesFictional({ mode: "live" })).toBe(true);
});
