import { relative } from "node:path";
import type { LocalFile } from "./local-file.ts";

/** What a newcomer needs to see, with three commands to paste. */
export function banner(local: LocalFile, seconds: number, stateFolder: string): string {
  const folder = relative(process.cwd(), stateFolder) || ".";
  const post = (path: string, body: string) =>
    `curl -s ${local.apiUrl}${path} -H 'Authorization: Bearer ${local.apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
  return `
PhoneHub is ready (${seconds.toFixed(1)} s). Everything is on this machine; Ctrl-C stops it.

  API               ${local.apiUrl}
  API key           ${local.apiKey}   (demo tenant ${local.tenantId})
  Phone number      ${local.phoneNumber}   (simulated: the demo sends from it and receives on it)
  Inbound webhook   ${local.webhookUrls.inbound}
  Status webhook    ${local.webhookUrls.status}
  Twilio simulator  ${local.twilioSimulatorUrl}/_simulator/messages
  More              ${folder}/local.json, logs in ${folder}/logs

Try:

  ${post("/v1/numbers/normalize", '{"input":"(415) 555-2671","country":"US"}')}

  ${post("/v1/messages", '{"to":"+14155552671","body":"Hello from PhoneHub"}')}

  curl -s '${local.apiUrl}/v1/messages' -H 'Authorization: Bearer ${local.apiKey}'
`;
}
