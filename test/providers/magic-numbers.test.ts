import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { expect, test } from "vitest";
import { checkMagicNumbers } from "../tools/live/magic-numbers.ts";

test("simulated test credentials answer Twilio's magic numbers as `npm run test:live` expects", async () => {
  const credentials = { accountSid: `AC${"7e57".repeat(8)}`, authToken: "7e57".repeat(8) };
  const simulator = await startTwilioSimulator({ accounts: [{ ...credentials, isTest: true }] });
  try {
    const checked = await checkMagicNumbers(credentials, simulator.url);
    expect(checked.map(({ what, outcome }) => [what, outcome])).toEqual(
      checked.map(({ what, expected }) => [what, expected]),
    );
  } finally {
    await simulator.close();
  }
});
