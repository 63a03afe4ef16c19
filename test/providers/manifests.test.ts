import { expect, test } from "vitest";
import { manifestOf, providerNames } from "../../shared/providers/manifests.ts";
import { openAccount } from "../../shared/providers/open-account.ts";
import { openCalls } from "../../shared/providers/open-calls.ts";
import { openLookups } from "../../shared/providers/open-lookups.ts";
import { openMessages } from "../../shared/providers/open-messages.ts";
import { openOptOutList } from "../../shared/providers/open-opt-out-list.ts";
import { openVerifications } from "../../shared/providers/open-verifications.ts";
import { openWebhooks } from "../../shared/providers/open-webhooks.ts";
import { exampleCredentials } from "./example-credentials.ts";

const settings = {
  ...{ testMode: false, senderId: null, maxPriceUsd: null, verifyServiceSid: `VA${"0".repeat(32)}` },
  smsType: "Transactional",
} as const;

test.each(providerNames)("the manifest of %s names the roles that its tables open", async (provider) => {
  const manifest = manifestOf(provider);
  const choice = { ...settings, provider };
  const load = async () => exampleCredentials[provider];
  expect(await openMessages(choice, load)).toHaveProperty("send");
  const account = await openAccount(await load());
  expect(account).toHaveProperty("describe");
  const opened = {
    looksUp: await openLookups(choice, load),
    calls: await openCalls(choice, load),
    verifies: await openVerifications(choice, load),
    optOutList: await openOptOutList(choice, load),
    webhooks: openWebhooks(provider),
    senders: account.findSenders ?? null,
  };
  const isOpened = Object.fromEntries(Object.entries(opened).map(([role, adapter]) => [role, adapter !== null]));
  expect(isOpened).toEqual({
    looksUp: manifest.looksUp,
    calls: manifest.calls,
    verifies: manifest.verifies,
    optOutList: manifest.optOuts.toldBy === "list",
    webhooks: manifest.reports === "callbacks",
    senders: manifest.listsSenders,
  });
});
