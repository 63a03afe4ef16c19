import { parseArgs } from "node:util";
import { startSnsSimulator } from "./sns/start-sns-simulator.ts";
import { demoAccount } from "./twilio/accounts/demo-account.ts";
import { startTwilioSimulator } from "./twilio/start-twilio-simulator.ts";

const usage = `Usage: phonehub-simulators [--twilio-port 4020] [--sns-port 4021]

Starts a simulated Twilio and a simulated Amazon SNS (with STS) on this machine. They answer only programs on this machine.`;

/** Starts both simulators, and prints their addresses and each text and call that a simulated phone receives. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "twilio-port": { type: "string" },
      "sns-port": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(usage);
  const twilio = await startTwilioSimulator({
    port: portOf(values["twilio-port"] ?? "4020"),
    onPhone: (line) => console.log(line),
  });
  const sns = await startSnsSimulator({ port: portOf(values["sns-port"] ?? "4021") });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void Promise.all([twilio.close(), sns.close()]).then(() => process.exit(0)));
  }
  console.log(`Twilio  ${twilio.url}
  account SID  ${demoAccount.accountSid}
  auth token   ${demoAccount.authToken}
  numbers      ${demoAccount.phoneNumbers.join(", ")}
SNS     ${sns.url}

Press Ctrl-C to stop. Phones:`);
}

/** Parses a port; 0 takes a free port. Throws if the text is not a port. */
function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new Error(`"${text}" is not a port. Give a number from 0 to 65535.`);
  return port;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${usage}`);
  // One of the two may be listening already, which would keep the process alive.
  process.exit(1);
}
