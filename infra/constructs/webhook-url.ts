import { Fn, Stack } from "aws-cdk-lib";
import { FunctionUrlAuthType, type Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { pinLogicalId } from "./retention.ts";

/**
 * A public URL for a function that checks a provider's signature itself, without the slash at its end. Its logical id and the
 * function's are pinned: another URL would silence every number that is connected to this one.
 */
export function webhookUrl(handler: LambdaFunction, logicalId: string): string {
  pinLogicalId(handler, `${logicalId}Function`);
  const url = handler.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  pinLogicalId(url, `${logicalId}Url`);
  // Exported whether used or not, as in stacks/data.ts: a domain set later must not take the export away.
  Stack.of(handler).exportValue(url.url);
  // "https://host/" is cut at its slashes: CloudFormation has no other way to drop the last one.
  const parts = Fn.split("/", url.url);
  return Fn.join("/", [Fn.select(0, parts), Fn.select(1, parts), Fn.select(2, parts)]);
}
