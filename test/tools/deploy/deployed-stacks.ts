import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import * as z from "zod";
import { clientSettings } from "./aws-environment.ts";

export interface DeployedResource {
  /** The stack's name and the logical id. It never changes between deploys. */
  path: string;
  logicalId: string;
  type: string;
  physicalId: string;
}

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
export type TemplateResource = z.output<typeof Template>["Resources"][string] & { physicalId: string };

/** Reads the deployed stacks from CloudFormation. */
export function deployedStacks(endpoint: string) {
  const client = new CloudFormationClient(clientSettings(endpoint));

  async function resourcesOf(stack: string, path = stack): Promise<DeployedResource[]> {
    const found: DeployedResource[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken: token }));
      for (const one of page.StackResourceSummaries ?? []) {
        const { LogicalResourceId: logicalId = "", ResourceType: type = "", PhysicalResourceId: physicalId = "" } = one;
        found.push({ path: `${path}/${logicalId}`, logicalId, type, physicalId });
      }
      token = page.NextToken;
    } while (token !== undefined);
    const nested = found.filter(({ type }) => type === "AWS::CloudFormation::Stack");
    const within = await Promise.all(nested.map(({ physicalId, path: at }) => resourcesOf(physicalId, at)));
    return [...found, ...within.flat()];
  }

  /** The environment's own stacks, without nested stacks and CDK's bootstrap stack. */
  async function names(): Promise<string[]> {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    return Stacks.filter(({ StackStatus, ParentId }) => StackStatus !== "DELETE_COMPLETE" && !ParentId)
      .map(({ StackName = "" }) => StackName)
      .filter((name) => name.startsWith("PhoneHub-dev-"))
      .sort();
  }

  return {
    names,
    outputs: async (stack: string): Promise<Map<string, string>> => {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      return new Map(
        (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
      );
    },
    /** The resources of all stacks, nested ones included. */
    resources: async (): Promise<DeployedResource[]> =>
      (await Promise.all((await names()).map((name) => resourcesOf(name)))).flat(),
    /** The template's resources with their physical ids. */
    templateResources: async (stack: string): Promise<TemplateResource[]> => {
      const { TemplateBody = "{}" } = await client.send(new GetTemplateCommand({ StackName: stack }));
      const { Resources } = Template.parse(JSON.parse(TemplateBody));
      const physicalIds = new Map(
        (await resourcesOf(stack)).map(({ logicalId, physicalId }) => [logicalId, physicalId]),
      );
      return Object.entries(Resources).map(([logicalId, resource]) => ({
        ...resource,
        physicalId: physicalIds.get(logicalId) ?? "",
      }));
    },
  };
}
export type DeployedStacks = ReturnType<typeof deployedStacks>;

/** The number of resources of each type, the most frequent type first. */
export const countsByType = (resources: readonly DeployedResource[]): string => {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  const lines = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([type, count]) => `${String(count).padStart(5)} ${type}`);
  return [`${String(resources.length).padStart(5)} resources`, ...lines].join("\n");
};
