import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { afterAll, expect, test } from "vitest";
import { placeholderCode } from "../../infra/constructs/hub-function.ts";
import { environments } from "../../infra/environments.ts";
import { definePhoneHub } from "../../infra/phonehub-app.ts";
import { checkWithCdkNag } from "../../infra/security-checks.ts";

const outdir = mkdtempSync(join(tmpdir(), "phonehub-nag-"));
afterAll(() => rmSync(outdir, { recursive: true }));

// CDK's own validation would triple the time. Every synthesis from the command line runs it.
const newApp = (name: string) =>
  new App({ outdir: join(outdir, name), analyticsReporting: false, builtinCloudFormationValidation: false });

// dev and staging differ from prod only in numbers (templates/dev-and-staging.test.ts), and `cdk synth` checks each of them.
test("cdk-nag has no finding without a stated reason in prod", () => {
  const app = newApp("prod");
  definePhoneHub(app, environments.prod, placeholderCode);
  checkWithCdkNag(app);
  expect(() => app.synth()).not.toThrow();
});

test("cdk-nag fails the synthesis of a queue without dead letters and TLS", () => {
  const app = newApp("broken");
  const { data } = definePhoneHub(app, environments.dev, placeholderCode);
  new Queue(data.stack, "careless");
  checkWithCdkNag(app);
  expect(() => app.synth()).toThrow(/does not require requests to use SSL/);
});
