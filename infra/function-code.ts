import { join } from "node:path";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { FunctionName } from "../shared/api/registry.ts";

/** Where a function's code comes from. */
export type FunctionCode = (name: FunctionName) => Code;

/** The bundles that `bundleFunctions` built in `directory`; source maps stay behind, a Lambda would only download them. */
export const bundledCode =
  (directory: string): FunctionCode =>
  (name) =>
    Code.fromAsset(join(directory, name), { exclude: ["*.map"] });

/** For tests of the templates: they need no bundles. */
export const placeholderCode: FunctionCode = () => Code.fromInline("exports.handler = async () => {};");
