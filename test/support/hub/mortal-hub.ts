import { inject } from "vitest";
import { connectTo, type HubConnection } from "./hub-connection.ts";
import type { RunningHub } from "./running-hub.ts";

declare module "vitest" {
  interface ProvidedContext {
    mortalHubUrl: string;
  }
}

/**
 * A second hub, which the tests that kill functions share. The first of them starts it. A test may kill only functions that no other of
 * these tests needs, and may clear only its own faults.
 */
export const mortalHub = async (): Promise<HubConnection> => {
  const answer = await fetch(inject("mortalHubUrl"));
  if (!answer.ok) throw new Error(await answer.text());
  const running: RunningHub = JSON.parse(await answer.text());
  return connectTo(running);
};
