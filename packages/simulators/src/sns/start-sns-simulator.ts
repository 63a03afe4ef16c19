import { createFaultStore } from "../wire/fault-store.ts";
import { createJournal } from "../wire/journal.ts";
import { type LocalNetwork, loopback } from "../wire/local-network.ts";
import { serveOnLoopback } from "../wire/loopback-server.ts";
import { createPauses } from "../wire/pauses.ts";
import type { ResponseFault } from "../wire/response-fault.ts";
import { createPublications } from "./publications.ts";
import { createQueryApi } from "./query-api.ts";
import { createRoles } from "./roles.ts";
import { createSnsControlApi } from "./sns-control-api.ts";
import type { SnsWorld } from "./sns-world.ts";

export type SnsSimulatorOptions = { port?: number; network?: LocalNetwork; log?: (line: string) => void };
export type SnsSimulator = { url: string; close: () => Promise<void> };

/** Starts SNS for text messages, and STS for the roles that send them. Both clients use the same address. */
export async function startSnsSimulator(options: SnsSimulatorOptions = {}): Promise<SnsSimulator> {
  const world: SnsWorld = {
    publications: createPublications(),
    optedOut: new Set(),
    roles: createRoles(),
    faults: createFaultStore<ResponseFault>(),
    journal: createJournal(),
    pauses: createPauses(),
  };
  const queryApi = createQueryApi(world);
  const controlApi = createSnsControlApi(world);
  const server = await serveOnLoopback(
    { port: options.port ?? 0, network: options.network ?? loopback() },
    (incoming) => (incoming.path.startsWith("/_simulator") ? controlApi(incoming) : queryApi(incoming)),
    options.log ?? (() => undefined),
  );
  return {
    url: server.url,
    async close() {
      world.pauses.close();
      await server.close();
    },
  };
}
