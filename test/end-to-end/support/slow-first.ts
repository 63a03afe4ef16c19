import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Starts the slowest file first. Against a deployed hub it waits over a minute, during which the other files finish. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => moduleId.endsWith("/slow-outcomes.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
