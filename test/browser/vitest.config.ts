import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** `npm run test:browser`: what people see, in a real Chromium; CHROMIUM names it where it is not /usr/bin/chromium. */
export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/support/hub/start-hub.ts"],
    reporters: ["verbose"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 1,
    env: { LOG_LEVEL: "ERROR" },
  },
});
