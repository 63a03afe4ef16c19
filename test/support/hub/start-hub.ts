import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { type HubProcess, startHubProcess } from "./hub-process.ts";
import { mortalWaits, shortWaits } from "./short-waits.ts";

/**
 * Starts one hub for all tests of a run, in memory. Each test uses its own tenants and numbers. The hub runs in its own process, because
 * Vitest's process takes seven seconds to load the AWS SDK. A second hub, whose functions tests kill, starts when a test asks for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let mortal: Promise<HubProcess> | undefined;
  const onDemand = createServer(async (_request, response) => {
    try {
      mortal ??= startHubProcess(mortalWaits);
      response.end(JSON.stringify((await mortal).running));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => onDemand.listen(0, "127.0.0.1", resolve));
  project.provide("mortalHubUrl", `http://127.0.0.1:${(onDemand.address() as AddressInfo).port}`);
  const { running, stop } = await startHubProcess(shortWaits);
  project.provide("hub", running);
  return async () => {
    onDemand.close();
    await Promise.all([stop(), mortal?.then((hub) => hub.stop())]);
  };
}
