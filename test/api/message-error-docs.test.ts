import { expect, test } from "vitest";
import { type ProviderErrorCode, providerErrors } from "../../shared/providers/provider-error.ts";
import { awsErrorCodes } from "../../shared/providers/sns/sns-errors.ts";
import { twilioErrorCodes } from "../../shared/providers/twilio/twilio-errors.ts";

const namesOf = (codes: Readonly<Record<string, ProviderErrorCode>>, word: string): string =>
  Object.keys(codes)
    .filter((name) => codes[name] === word)
    .join(", ");

const rows = Object.entries(providerErrors).map(
  ([word, { message, retryable }]) =>
    `| \`${word}\` | ${message} | ${retryable ? "yes" : "no"} | ${namesOf(twilioErrorCodes, word)} | ${namesOf(awsErrorCodes, word)} |`,
);

const page = `# Message errors

A message's \`error.code\` says why a provider refused the message or could not deliver it, in words that hold for every provider.
\`error.providerCode\` is the provider's own code. Retryable means that the same message may succeed later. The hub itself never sends
a message a second time once the provider may have accepted it.

| code | meaning | retryable | Twilio | AWS |
|---|---|---|---|---|
${rows.join("\n")}
`;

test("docs/message-errors.md lists every code (to update: `npx vitest run test/api -u`)", async () => {
  await expect(page).toMatchFileSnapshot("../../docs/message-errors.md");
});
