import { Fn, Stack } from "aws-cdk-lib";
import { FunctionUrlAuthType, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { pinLogicalId } from "./retention.ts";

/**
 * Adds a public URL to a function that checks a provider's signature itself. Returns it without its trailing slash. The logical ids of
 * the URL and the function are pinned: with a new URL, every number that is connected to the old one would fall silent.
 */
export function webhookUrl(handler: LambdaFunction, logicalId: string): string {
  pinLogicalId(handler, `${logicalId}Function`);
  const url = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  pinLogicalId(url, `${logicalId}Url`);
  // Exported even if unused, as in stacks/data.ts: a custom domain that is set later must not remove the export.
  Stack.of(handler).exportValue(url.url);
  // Splits "https://host/" at its slashes, because CloudFormation has no other way to drop the last one.
  const parts = Fn.split("/", url.url);
  return Fn.join("/", [Fn.select(0, parts), Fn.select(1, parts), Fn.select(2, parts)]);
}
