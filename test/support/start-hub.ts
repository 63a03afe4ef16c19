import type { TestProject } from "vitest/node";
import { startRunningHub } from "./running-hub.ts";
import { shortWaits } from "./short-waits.ts";

/** One hub for all tests of a run, in memory; tests keep apart by tenants and numbers of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { running, target, close } = await startRunningHub(shortWaits);
  project.provide("target", target);
  project.provide("hub", running);
  return close;
}
