/** What a deploy to the emulator does not show, measured with the pinned version, and what shows it instead. */
export const emulatorLimits: readonly { what: string; coveredBy: string }[] = [
  {
    what: "KMS encrypts with a stand-in for AES, so that credentials are really encrypted is not shown",
    coveredBy:
      "test/local/kms.test.ts and test/provider-configs/credentials.test.ts (AES-256-GCM with the context as AAD)",
  },
  {
    what: "tables are not encrypted with the customer's key and have no deletion protection; both are accepted and ignored",
    coveredBy: "test/infra/templates.test.ts",
  },
  {
    what: "nothing expires: time to live is stored but no item is deleted",
    coveredBy: "readers treat an expired item as absent: test/lookups/lookup-number.test.ts, test/idempotency",
  },
  { what: "a CORS preflight is answered unlike AWS", coveredBy: "test/local/cors.test.ts, over the same template" },
  {
    what: "API Gateway's throttling (429) and its own limits are not enforced",
    coveredBy: "test/infra/templates.test.ts; on AWS only",
  },
  {
    what: "functions run with this machine's Node instead of Node.js 24 on arm64, without a memory limit",
    coveredBy: "bundles are made for Node 20 and run on 20, 22 and 24; on AWS only",
  },
  {
    what: "alarms with metric math are refused, so dev is deployed as it is: without alarms",
    coveredBy: "test/infra/templates.test.ts for staging and prod",
  },
  { what: "cdk destroy fails", coveredBy: "the emulator is thrown away; tearing down is described in docs/" },
];
