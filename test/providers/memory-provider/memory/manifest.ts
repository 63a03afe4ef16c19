import type { Manifest } from "../../../../shared/providers/manifest.ts";

/** This provider sends SMS, and has no other ability. */
export const memory: Manifest = {
  title: "Memory",
  channels: { sms: { media: false, providerTemplates: false } },
  reports: "none",
  webhookUrlSuffix: "",
  senderChoice: "named",
  listsSenders: false,
  looksUp: false,
  calls: false,
  verifies: false,
  optOuts: { scope: "sender", toldBy: "refusals" },
  answersKeywordsOn: [],
  usesExternalId: false,
  regions: null,
};
