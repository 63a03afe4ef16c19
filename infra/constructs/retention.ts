import { CfnResource, RemovalPolicy } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";

/** Says whether CloudFormation keeps tables, keys and logs when their stack is deleted. */
export const removalPolicy = ({ retainData }: EnvironmentSettings): RemovalPolicy =>
  retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/** Pins a logical id, so that no refactoring can make CloudFormation replace the resource (invariant 28). */
export function pinLogicalId(construct: IConstruct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!resource || !CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is not a CloudFormation resource.`);
  resource.overrideLogicalId(logicalId);
}
