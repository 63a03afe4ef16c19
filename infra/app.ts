import { App } from "aws-cdk-lib";
import { freshBundles } from "./bundling/fresh-bundles.ts";
import { bundledCode } from "./constructs/hub-function.ts";
import { environmentNamed, withTwilioBaseUrl } from "./environments.ts";
import { definePhoneHub } from "./phonehub-app.ts";
import { checkWithCdkNag } from "./security-checks.ts";

/** The folder of the bundles that CDK deploys. */
const bundles = "dist/functions";

const app = new App();

try {
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const settings = withTwilioBaseUrl(environmentNamed(context("environment")), context("twilioBaseUrl"));
  await freshBundles(bundles);
  definePhoneHub(app, settings, bundledCode(bundles));
  checkWithCdkNag(app);
} catch (error) {
  // A mistake in the command or the settings needs one line, not a stack trace.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
