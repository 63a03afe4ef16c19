import { onParentGone } from "../../../infra/local/parent-process.ts";
import type { ToldByHub } from "./hub-process.ts";
import { startRunningHub } from "./running-hub.ts";

// The program of hub-process.ts: runs a hub until it is told to stop, and says where it is.
onParentGone(() => process.exit(1));
const { running, target, close } = await startRunningHub(JSON.parse(process.argv[2] ?? "{}"));
process.on("SIGTERM", () => void close().then(() => process.exit(0)));
console.log(JSON.stringify({ running, target } satisfies ToldByHub));
