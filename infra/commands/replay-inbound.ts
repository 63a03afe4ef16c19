import { parseArgs } from "node:util";
import { homeRegion, twilioRegionNames } from "../../shared/providers/twilio/twilio-regions.ts";
import { replayInbound } from "./recovery/replay-inbound.ts";

/** `npm run replay-inbound -- --to <number> --since <time> --until <time> --webhook <url>`: docs/runbook.md says when. */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { to: text, since: text, until: text, webhook: text } });
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: baseUrl } = process.env;
  const { to, since, until, webhook } = values;
  if (!accountSid || !authToken) throw new Error("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.");
  const region = twilioRegionNames.find((name) => name === (process.env.TWILIO_REGION ?? homeRegion));
  if (!region) throw new Error(`TWILIO_REGION is ${twilioRegionNames.join(", ")} or left out.`);
  if (!to || !since || !until || !webhook) throw new Error("Name --to, --since, --until and --webhook.");
  const times = { since: new Date(since), until: new Date(until) };
  const told = await replayInbound({ accountSid, authToken, region, baseUrl, to, webhook, ...times });
  for (const { sid, status } of told) console.log(sid, status);
  console.log(`${told.length} messages, ${told.filter(({ status }) => status !== 200).length} of them refused.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
