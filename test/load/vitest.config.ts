import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/**
 * `npm run test:load`: races, batches under faults, long imports, and the waits of a deployed hub. Each file starts its own hubs; the
 * end-to-end cases share one.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    experimental: { fsModuleCache: true },
    include: ["test/load/*.test.ts", "test/end-to-end/*.test.ts"],
    globalSetup: ["test/load/serve-target.ts"],
    reporters: ["verbose"],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    // Two files mostly wait; the others use the processor.
    maxWorkers: 3,
    env: { LOG_LEVEL: "ERROR", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
