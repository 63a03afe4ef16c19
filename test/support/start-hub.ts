import type { TestProject } from "vitest/node";
import { startHubProcess } from "./hub-process.ts";
import { shortWaits } from "./short-waits.ts";

/**
 * One hub for all tests of a run, in memory; tests keep apart by tenants and numbers of their own. It has a process of its own, for in
 * Vitest's the AWS SDK takes seven seconds to load.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { running, target, stop } = await startHubProcess(shortWaits);
  project.provide("target", target);
  project.provide("hub", running);
  return stop;
}
