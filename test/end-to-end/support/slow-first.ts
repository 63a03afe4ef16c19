import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The slowest file begins first: against a deployed hub it waits over a minute, in which the other files come to their end. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => moduleId.endsWith("/slow-outcomes.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
