import type { TestProject } from "vitest/node";
import { startHubProcess } from "./hub-process.ts";
import { shortWaits } from "./short-waits.ts";

/**
 * Starts one hub for all tests of a run, in memory. Each test uses its own tenants and numbers. The hub runs in its own process, because
 * loading the AWS SDK takes seven seconds in Vitest's process.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { running, target, stop } = await startHubProcess(shortWaits);
  project.provide("target", target);
  project.provide("hub", running);
  return stop;
}
