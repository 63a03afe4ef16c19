import { relative } from "node:path";
import type { LocalFile } from "./files/local-file.ts";
import { type Paint, plain } from "./terminal/terminal-text.ts";

/** The first output of `npm start`: addresses, keys, and three commands to paste. */
export function banner(local: LocalFile, seconds: number, stateFolder: string, paint: Paint = plain): string {
  const folder = relative(process.cwd(), stateFolder) || ".";
  const name = (text: string) => paint("dim", text.padEnd(18));
  const post = (path: string, body: string) =>
    `curl -s ${local.apiUrl}${path} -H 'Authorization: Bearer ${local.apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
  return `
${paint("bold", paint("green", "PhoneHub is ready"))} (${seconds.toFixed(1)} s). Everything runs on this machine. Ctrl-C stops it.

  ${name("API")}${paint("cyan", local.apiUrl)}
  ${name("API key")}${local.apiKey}   (demo tenant ${local.tenantId})
  ${name("Phone number")}${local.phoneNumber}   (simulated: the demo sends from it and receives on it)
  ${name("Inbound webhook")}${local.webhookUrls.inbound}
  ${name("Status webhook")}${local.webhookUrls.status}
  ${name("Twilio simulator")}${local.twilioSimulatorUrl}/_simulator/messages
  ${name("More")}${folder}/local.json, logs in ${folder}/logs

Try:

  ${post("/v1/numbers/normalize", '{"input":"(415) 555-2671","country":"US"}')}

  ${post("/v1/messages", '{"to":"+14155552671","body":"Hello from PhoneHub"}')}

  curl -s '${local.apiUrl}/v1/messages' -H 'Authorization: Bearer ${local.apiKey}'
`;
}
