import { RemovalPolicy } from "aws-cdk-lib";
import type { EnvironmentSettings } from "../environments.ts";

/** What becomes of tables, keys and logs when their stack is deleted. */
export const removalPolicy = ({ retainData }: EnvironmentSettings): RemovalPolicy =>
  retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
