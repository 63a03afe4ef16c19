import type { StackProps } from "aws-cdk-lib";
import type { EnvironmentSettings } from "../environments.ts";

/** What every stack of an environment has. */
export const stackProps = ({ name, account, region, retainData }: EnvironmentSettings, holds: string): StackProps => ({
  description: `PhoneHub ${name}: ${holds}`,
  env: { ...(account && { account }), ...(region && { region }) },
  terminationProtection: retainData,
  tags: { Application: "PhoneHub", Environment: name },
});
