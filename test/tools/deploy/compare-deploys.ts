import type { DeployedResource } from "./deployed-stacks.ts";

/**
 * Compares the resources of two deploys. Throws if one was replaced or is gone: the second release changes the code of one function only,
 * so every resource must keep its physical id, above all tables, keys and URLs (invariant 28).
 */
export function compareDeploys(before: readonly DeployedResource[], after: readonly DeployedResource[]): string {
  const now = new Map(after.map(({ path, physicalId }) => [path, physicalId]));
  const lost = before.filter(({ path, physicalId }) => now.get(path) !== physicalId);
  if (lost.length > 0) {
    const lines = lost.map(({ path, physicalId }) => `${path}: ${physicalId} became ${now.get(path) ?? "nothing"}`);
    throw new Error(`The second deploy replaced resources that it must keep:\n${lines.join("\n")}`);
  }
  const kept = (type: string) => before.filter((one) => one.type === type).length;
  const counted = [
    `${kept("AWS::DynamoDB::Table")} tables`,
    `${kept("AWS::KMS::Key")} keys`,
    `${kept("AWS::SQS::Queue")} queues`,
    `${kept("AWS::Lambda::Url")} Function URLs`,
    `${kept("AWS::ApiGatewayV2::Api")} API`,
  ];
  return `All ${before.length} resources kept their physical ids, among them ${counted.join(", ")}`;
}
