/** The limits of a deploy to the emulator, measured with the pinned version, and the tests that cover them. */
export const emulatorLimits: readonly { what: string; coveredBy: string }[] = [
  {
    what: "The emulator's KMS uses a stand-in for AES, so credentials are not really encrypted",
    coveredBy:
      "test/local/servers/kms.test.ts, and the end-to-end suite in npm test, with AES-256-GCM and the context as AAD",
  },
  {
    what: "The emulator's policies support neither kms:EncryptionContext nor kms:MacAlgorithm nor dynamodb:EnclosingOperation, so a role can decrypt under any context, and write an audit row outside a transaction",
    coveredBy: "test/infra/templates, which reads the conditions",
  },
  {
    what: "The emulator requires sqs:SendMessageBatch, which AWS does not have; AWS requires sqs:SendMessage",
    coveredBy: "AWS's reference of SendMessageBatch; only a real account shows its effect",
  },
  {
    what: "The emulator accepts encryption with a customer-managed key for tables and buckets, but ignores it",
    coveredBy: "test/infra/templates",
  },
  {
    what: "The emulator ignores API Gateway's throttle: it answered 150 requests at once against a burst of 100",
    coveredBy: "test/infra/templates; only a real account shows its effect",
  },
  {
    what: "The emulator answers a CORS preflight with 403; AWS passes it on",
    coveredBy: "test/local/servers/cors.test.ts",
  },
  {
    what: "The emulator refuses alarms with metric math, and dev has no alarms",
    coveredBy: "test/infra/templates, for staging and prod",
  },
  {
    what: "Functions run with this machine's Node.js and without a memory limit, not with Node.js 24 on arm64",
    coveredBy: "the bundles' target, node20; only a real account shows the rest",
  },
];
