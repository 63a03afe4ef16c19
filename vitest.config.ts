import { defineConfig } from "vitest/config";
import { variables } from "./shared/kernel/config.ts";
import { patientWithAws } from "./test/support/hub/short-waits.ts";

/** Tests show what fails, not what the code under test would log in a Lambda. */
const env = { LOG_LEVEL: "ERROR", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

/** Vitest mixes the projects then, and takes one number of workers for all. */
const isShuffled = process.argv.some((argument) => argument.startsWith("--sequence"));

/** For two cores: each worker loads the modules and compiles them again, but tests of a hub also wait. */
const maxWorkersOfHub = 4;
const maxWorkers = isShuffled ? maxWorkersOfHub : 3;

/** A busy machine is slow. */
const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * What `npm test` runs, cheapest first. The end of a file's name says what its tests need: `.test.ts` nothing but the code (pure: no process
 * of their own, no module state), `.store.test.ts` tables, `.hub.test.ts` a served hub. test/load has a configuration of its own.
 */
export default defineConfig({
  test: {
    // Vitest stores compiled modules on disk, and later projects and runs reuse them.
    experimental: { fsModuleCache: true },
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: ["test/**/*.{hub,store}.test.ts", "test/{browser,end-to-end,load}/**"],
          isolate: false,
          maxWorkers,
          sequence: { groupOrder: 1 },
          ...{ env, ...timeouts },
        },
      },
      {
        test: {
          name: "store",
          include: ["test/**/*.store.test.ts"],
          globalSetup: ["test/support/tables/start-database.ts"],
          setupFiles: ["test/support/begin-file.ts"],
          isolate: false,
          maxWorkers,
          sequence: { groupOrder: 2 },
          // Functions run in the test's own process: providers time out soon, and a busy database has more time.
          env: { ...env, [variables.waits]: JSON.stringify({ providerCall: 3_000, ...patientWithAws }) },
          ...timeouts,
        },
      },
      {
        test: {
          name: "hub",
          include: ["test/**/*.hub.test.ts"],
          globalSetup: ["test/support/hub/start-hub.ts"],
          isolate: false,
          maxWorkers: maxWorkersOfHub,
          sequence: { groupOrder: 3 },
          ...{ env, ...timeouts },
        },
      },
    ],
  },
});
