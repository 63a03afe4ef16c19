import { onParentGone } from "../../../infra/local/parent-process.ts";
import type { HubMessage } from "./hub-process.ts";
import { startRunningHub } from "./running-hub.ts";

// The program of hub-process.ts: runs a hub until it is stopped, and reports its addresses.
onParentGone(() => process.exit(1));
const { running, target, close } = await startRunningHub(JSON.parse(process.argv[2] ?? "{}"));
process.on("SIGTERM", () => void close().then(() => process.exit(0)));
console.log(JSON.stringify({ running, target } satisfies HubMessage));
