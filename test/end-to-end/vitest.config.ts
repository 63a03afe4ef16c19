import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { SlowFirst } from "./support/slow-first.ts";

/** `npm run test:end-to-end`: the same cases as in `npm run test:load`, against a running hub. */
export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    include: ["test/end-to-end/**/*.test.ts"],
    globalSetup: ["test/end-to-end/support/provide-target.ts"],
    reporters: ["verbose"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
  },
});
