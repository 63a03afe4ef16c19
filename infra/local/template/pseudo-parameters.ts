import type { Stack } from "./template.ts";

export const region = "us-east-1";
export const accountId = "000000000000";

export const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The region and account are placeholders: the local hub belongs to no AWS account. */
export function pseudoParameter(stack: Stack, name: string): string | undefined {
  switch (name) {
    case "AWS::Region":
      return region;
    case "AWS::AccountId":
      return accountId;
    case "AWS::Partition":
      return "aws";
    case "AWS::URLSuffix":
      return "amazonaws.com";
    case "AWS::StackName":
      return stack.name;
    case "AWS::StackId":
      return arn("cloudformation", `stack/${stack.name}/local`);
    case "AWS::NoValue":
      return undefined;
    default:
      throw new Error(`${stack.name}: unsupported pseudo parameter ${name}.`);
  }
}
