import type { Manifest } from "../manifest.ts";

/** https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html */
export const sns: Manifest = {
  title: "SNS",
  channels: { sms: { media: false, providerTemplates: false } },
  reports: "none",
  webhookUrlSuffix: "",
  senderChoice: "byProvider",
  listsSenders: false,
  looksUp: false,
  calls: false,
  verifies: false,
  optOuts: { scope: "account", toldBy: "list" },
  answersKeywordsOn: [],
  usesExternalId: true,
  regions: null,
};
