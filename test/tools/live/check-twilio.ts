import { readCommandLine } from "../command-line.ts";
import { checkMagicNumbers } from "./magic-numbers.ts";

/** `npm run test:live` checks our Twilio adapter against the real Twilio, with the test credentials of an account. */
async function main(): Promise<void> {
  const {
    TWILIO_TEST_ACCOUNT_SID: accountSid,
    TWILIO_TEST_AUTH_TOKEN: authToken,
    TWILIO_BASE_URL: baseUrl,
  } = process.env;
  if (!accountSid || !authToken) {
    throw new Error(
      "npm run test:live needs TWILIO_TEST_ACCOUNT_SID and TWILIO_TEST_AUTH_TOKEN: the test credentials on the account's page in Twilio's console.",
    );
  }
  console.log(`Sending Twilio's magic numbers to ${baseUrl ?? "https://api.twilio.com"}\n`);
  const checked = await checkMagicNumbers({ accountSid, authToken }, baseUrl || undefined);
  for (const { what, expected, outcome } of checked) {
    console.log(outcome === expected ? `✓ ${what}: ${outcome}` : `✗ ${what}: ${outcome}, expected ${expected}`);
  }
  const wrong = checked.filter(({ expected, outcome }) => expected !== outcome);
  if (wrong.length > 0)
    throw new Error(`\nFAILED: Twilio did not answer ${wrong.length} of ${checked.length} requests as expected.`);
  console.log(`\nPassed: Twilio answered all ${checked.length} requests as expected.`);
}

readCommandLine(`TWILIO_TEST_ACCOUNT_SID=AC… TWILIO_TEST_AUTH_TOKEN=… npm run test:live

Sends Twilio's magic numbers to the real Twilio with an account's test credentials. Twilio sends nothing to a phone, and charges nothing.`);

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
