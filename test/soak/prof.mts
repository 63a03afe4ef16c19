import { randomBytes } from "node:crypto";
import { startHub } from "/work/main/infra/local/hub.ts";
import { twilioControl } from "/work/main/infra/local/simulators/twilio/control-client.ts";

const counts = new Map<string, number>();
const errs: string[] = [];
const bytes = { n: 0 };
const hub = await startHub({
  statusDelayMs: 20,
  onLog: (l, f) => {
    const m = /"code":"([a-z_]+)"/.exec(l);
    const k = f + " " + (m?.[1] ?? l.slice(0, 80));
    counts.set(k, (counts.get(k) ?? 0) + 1);
    bytes.n += l.length;
    if (/"level":"(ERROR)"/.test(l) && errs.length < 5) errs.push(l.slice(0, 400));
  },
});
const base = hub.stack.apiUrl;
const call = async (key: string, method: string, path: string, body?: unknown) => {
  const r = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return r.json() as any;
};
const t = await call(hub.demo.platformAdminKey, "POST", "/v1/tenants", { name: "T", defaultCountry: "US" });
const key = t.apiKey.secret;
const sim = twilioControl(hub.twilioSimulatorUrl);
const hex = () => randomBytes(16).toString("hex");
const acc = { accountSid: `AC${hex()}`, authToken: hex() };
await sim.addAccount({
  ...acc,
  phoneNumbers: [{ sid: `PN${hex()}`, phoneNumber: "+14155550199" }],
  messagingServices: [],
} as any);
const c = await call(key, "POST", "/v1/provider-configs", {
  name: "T",
  provider: "twilio",
  credentials: acc,
  fromNumbers: ["+14155550199"],
});
await call(key, "POST", `/v1/provider-configs/${c.id}/test-connection`);
const N = Number(process.argv[2] ?? 500);
const to = Array.from({ length: N }, (_, i) => `+1415${2000000 + i}`);
const t0 = Date.now();
const cpu0 = process.cpuUsage();
const b = await call(key, "POST", "/v1/message-batches", { to, body: "Hi" });
let s = b;
while (s.status !== "completed" && Date.now() - t0 < 90000) {
  await new Promise((r) => setTimeout(r, 200));
  s = await call(key, "GET", `/v1/message-batches/${b.id}`);
}
const cpu = process.cpuUsage(cpu0);
console.log(
  s.status,
  s.failure,
  JSON.stringify(s.counts),
  "msg/s",
  (N / ((Date.now() - t0) / 1000)).toFixed(1),
  "cpu ms/msg",
  ((cpu.user + cpu.system) / 1000 / N).toFixed(1),
);
console.log([...counts].sort((a, b) => b[1] - a[1]).slice(0, 25), bytes, errs);
await hub.close();
process.exit(0);
