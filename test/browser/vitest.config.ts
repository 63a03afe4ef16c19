import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** `npm run test:browser`: the example page in a real Chromium. CHROMIUM sets its path; the default is /usr/bin/chromium. */
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
