import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { policyLengths, policyText, referenceLength } from "./reading/policy-lengths.ts";
import { referenceReader } from "./reading/references.ts";
import { resourcesOf, type SynthesisedTemplate, synthesise } from "./reading/synthesise.ts";

/** Limits below those of AWS, so that a test fails while the design can still change. docs/architecture.md lists both. */
const limits = {
  /** CloudFormation: 200. */
  outputsOfStack: 180,
  /** IAM: 10,240 for all inline policies of a role together. */
  policyCharactersOfRole: 9_000,
  /** API Gateway: 300. */
  routesOfApi: 250,
  /** DynamoDB Streams: a third reader of a shard is throttled (invariant 43). */
  readersOfStream: 2,
};

describe.each(Object.values(environments))("templates of $name stay below the limits of AWS:", (settings) => {
  const templates = synthesise(settings);

  test("a stack has at most 180 outputs, exports included", () => {
    const counts = templates.map(({ name, Outputs }) => ({ name, count: Object.keys(Outputs).length }));
    expect(counts.filter(({ name }) => name === "Data")).toHaveLength(1);
    expect(tooMany("outputs", counts, limits.outputsOfStack)).toEqual([]);
  });

  test("a role has at most 9,000 characters of inline policies", () => {
    const counts = policyLengths(templates).map(({ template, role, characters }) => ({
      name: `${template} ${role}`,
      count: characters,
    }));
    expect(counts.length).toBeGreaterThanOrEqual(resourcesOf(templates, "AWS::Lambda::Function").length);
    expect(tooMany("characters of policy", counts, limits.policyCharactersOfRole)).toEqual([]);
  });

  test("an HTTP API has at most 250 routes", () => {
    const counts = countedBy(templates, "AWS::ApiGatewayV2::Route", "ApiId");
    expect(counts).toHaveLength(1);
    expect(tooMany("routes", counts, limits.routesOfApi)).toEqual([]);
  });

  test("a table's stream has at most two readers (invariant 43)", () => {
    const sources = countedBy(templates, "AWS::Lambda::EventSourceMapping", "EventSourceArn");
    const streams = sources.filter(({ name }) => name.endsWith(".StreamArn"));
    expect(streams.length).toBeGreaterThan(0);
    expect(tooMany("readers", streams, limits.readersOfStream)).toEqual([]);
  });
});

test("policyText() has no whitespace, joins text, and writes each reference at the length of an ARN", () => {
  const table = { "Fn::ImportValue": "PhoneHub-dev-Data:Table" };
  const index = { "Fn::Join": ["", [{ "Fn::GetAtt": ["Table", "Arn"] }, "/index/byTime"] as const] };
  const service = { "Fn::Join": [".", ["dynamodb", { Ref: "AWS::Region" }]] };
  const { length } = '{"Action":"dynamodb:Query","Resource":["",""],"Condition":""}';
  expect(policyText({ Action: "dynamodb:Query", Resource: [table, index], Condition: service })).toHaveLength(
    length + 2 * referenceLength + "/index/byTime".length + "dynamodb.ap-southeast-1".length,
  );
  expect(() => policyText({ Resource: { "Fn::Select": [0, []] } })).toThrow("Fn::Select");
});

interface Count {
  name: string;
  count: number;
}

/** Returns sentences, so that a failure names the stack, role, API or stream, and its count. */
const tooMany = (counted: string, counts: readonly Count[], limit: number): string[] =>
  counts
    .filter(({ count }) => count > limit)
    .map(({ name, count }) => `${name} has ${count} ${counted}, over ${limit}`);

/** Counts the resources of a type, in all stacks, by the resource that one of their properties refers to. */
function countedBy(templates: readonly SynthesisedTemplate[], type: string, property: string): Count[] {
  const read = referenceReader(templates);
  const targets = templates.flatMap((template) =>
    resourcesOf([template], type).map(({ Properties }) =>
      // A resource is ${Id} in its own stack, and ${Stack:Id} in another one.
      String(read(Properties[property], template)).replace(/^\$\{(?:[^:}]+:)?(.+)\}$/, "$1"),
    ),
  );
  return [...new Set(targets)].map((name) => ({ name, count: targets.filter((other) => other === name).length }));
}
