import { inject } from "vitest";
import { connectTo, type HubConnection } from "./hub-connection.ts";
import type { RunningHub } from "./running-hub.ts";

declare module "vitest" {
  interface ProvidedContext {
    mortalHubUrl: string;
  }
}

/**
 * A second hub for the tests that kill functions; the first of them starts it. They share it, so each kills only functions that no
 * other of these tests needs, and ends only its own faults.
 */
export const mortalHub = async (): Promise<HubConnection> => {
  const answer = await fetch(inject("mortalHubUrl"));
  if (!answer.ok) throw new Error(await answer.text());
  const running: RunningHub = JSON.parse(await answer.text());
  return connectTo(running);
};
