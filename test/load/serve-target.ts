import type { TestProject } from "vitest/node";
import { startHubProcess } from "../support/hub/hub-process.ts";

/** Starts the hub of the end-to-end cases: the served template with the waits of a deployed hub. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { target, stop } = await startHubProcess({});
  project.provide("target", target);
  return stop;
}
