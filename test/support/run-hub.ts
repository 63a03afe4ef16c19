import { startRunningHub } from "./running-hub.ts";

// The program of hub-process.ts: runs a hub until it is told to stop, and says where it is.
const { running, close } = await startRunningHub(JSON.parse(process.argv[2] ?? "{}"));
process.on("SIGTERM", () => void close().then(() => process.exit(0)));
console.log(JSON.stringify(running));
