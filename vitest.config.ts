import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Batches under fire take all the hub can give: they come last, when nothing else waits for it. */
class BatchesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isBatch = ({ moduleId }: TestSpecification) => moduleId.includes("/test/batches/");
    return [...sorted.filter((file) => !isBatch(file)), ...sorted.filter(isBatch)];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/start-hub.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: BatchesLast },
    // The tests show what fails, not what the code they call would log in a Lambda.
    env: { LOG_LEVEL: "ERROR", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
