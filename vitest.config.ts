import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Some tests disturb others that run beside them: batches and races take all the hub can give, and some kill functions that others
 * use. They come last, when nothing else waits for the hub.
 */
const disturbing = [
  "/test/batches/",
  "/test/erasures/interrupted",
  "/test/notifications/notifications",
  "/test/verifications/race",
];
const rank = ({ moduleId }: TestSpecification): number => disturbing.findIndex((path) => moduleId.includes(path));

class DisturbingLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They need a browser: `npm run test:browser`.
    exclude: ["test/browser/**"],
    globalSetup: ["test/support/start-hub.ts"],
    // A busy machine takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: DisturbingLast },
    // The tests show what fails, not what the code they call would log in a Lambda.
    env: { LOG_LEVEL: "ERROR", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
