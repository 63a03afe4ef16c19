import { parseArgs } from "node:util";
import { homeRegion, twilioRegionNames } from "../../shared/providers/twilio/twilio-regions.ts";
import { replayInbound } from "./recovery/replay-inbound.ts";

/** `npm run replay-inbound -- --to <number> --since <time> --until <time> --webhook <url>`: docs/runbook.md says when to run it. */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { to: text, since: text, until: text, webhook: text } });
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_BASE_URL: baseUrl } = process.env;
  const { to, since, until, webhook } = values;
  if (!accountSid || !authToken) throw new Error("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.");
  const region = twilioRegionNames.find((name) => name === (process.env.TWILIO_REGION ?? homeRegion));
  if (!region) throw new Error(`Set TWILIO_REGION to ${twilioRegionNames.join(", ")}, or leave it out.`);
  if (!to || !since || !until || !webhook) throw new Error("Set --to, --since, --until and --webhook.");
  const times = { since: new Date(since), until: new Date(until) };
  const results = await replayInbound({ accountSid, authToken, region, baseUrl, to, webhook, ...times });
  for (const { sid, status } of results) console.log(sid, status);
  const refused = results.filter(({ status }) => status !== 200).length;
  console.log(`${results.length} messages, ${refused} refused.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
