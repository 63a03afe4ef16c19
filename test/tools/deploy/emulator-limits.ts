/** What a deploy to the emulator does not show, measured with the pinned version, and what shows it instead. */
export const emulatorLimits: readonly { what: string; coveredBy: string }[] = [
  {
    what: "its KMS encrypts with a stand-in for AES: that credentials are really encrypted",
    coveredBy: "test/local/kms.test.ts, and this suite in npm test, over AES-256-GCM with the context as AAD",
  },
  {
    what: "its policies know no kms:EncryptionContext and no kms:MacAlgorithm: that a role may decrypt only under a context of this environment",
    coveredBy: "test/infra/templates.test.ts reads the conditions",
  },
  {
    what: "it wants sqs:SendMessageBatch, a right that AWS does not have: that sqs:SendMessage is enough for several messages at once",
    coveredBy: "AWS's own reference of SendMessageBatch; its effect on AWS only",
  },
  {
    what: "tables are not encrypted with the customer's key: the template's setting is accepted and ignored",
    coveredBy: "test/infra/templates.test.ts",
  },
  {
    what: "API Gateway's throttle: 150 requests at once against a burst of 100 were all answered",
    coveredBy: "test/infra/templates.test.ts; its effect on AWS only",
  },
  {
    what: "CORS: a preflight is answered 403 where AWS would pass it on",
    coveredBy: "test/local/cors.test.ts",
  },
  {
    what: "alarms with metric math are refused, and dev has no alarms",
    coveredBy: "test/infra/templates.test.ts for staging and prod",
  },
  {
    what: "functions run with this machine's Node.js, without a memory limit, not with Node.js 24 on arm64",
    coveredBy: "the bundles' target is node20; the rest on AWS only",
  },
];
