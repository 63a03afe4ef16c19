// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub uses the same brackets as JavaScript.
import { expect, test } from "vitest";
import { readDeployment } from "../../infra/local/template/deployment.ts";
import { handMadeAssembly, lambda } from "./hand-made-assembly.ts";

const addresses = {
  queueUrl: (name: string) => `http://127.0.0.1:1/000000000000/${name}`,
  apiEndpoint: () => "http://127.0.0.1:2",
  functionUrl: () => "http://127.0.0.1:3/",
};

const probe = (value: unknown) => ({ Type: "Test::Probe", Properties: { value } });

function valuesOf(resources: Record<string, unknown>, rest: object = {}) {
  const probes = Object.fromEntries(Object.entries(resources).map(([name, value]) => [name, probe(value)]));
  const directory = handMadeAssembly({ Main: { ...rest, Resources: { ...probes, ...Object(rest).Resources } } });
  const found = readDeployment(directory, addresses).resources("Test::Probe");
  return Object.fromEntries(found.map(({ logicalId, properties }) => [logicalId, Object(properties()).value]));
}

test("readDeployment() resolves intrinsic functions and pseudo parameters as CloudFormation does", () => {
  const values = valuesOf(
    {
      Region: { Ref: "AWS::Region" },
      Join: { "Fn::Join": ["-", ["a", { Ref: "AWS::AccountId" }, 7]] },
      Sub: { "Fn::Sub": ["${Queue.Arn}/${extra}/${AWS::Partition}/${!literal}", { extra: { Ref: "Size" } }] },
      Split: { "Fn::Select": [2, { "Fn::Split": ["/", { "Fn::GetAtt": ["Url", "FunctionUrl"] }] }] },
      Yes: { "Fn::If": ["IsBig", "big", "small"] },
      Nothing: [{ "Fn::If": ["IsBig", { Ref: "AWS::NoValue" }, 1] }, { a: { Ref: "AWS::NoValue" }, b: true }],
      Map: { "Fn::FindInMap": ["Sizes", { Ref: "AWS::Region" }, "size"] },
      QueueUrl: { Ref: "Queue" },
      Endpoint: { "Fn::GetAtt": "Api.ApiEndpoint" },
    },
    {
      Parameters: { Size: { Type: "String", Default: "big" } },
      Conditions: {
        IsBig: { "Fn::And": [{ "Fn::Equals": [{ Ref: "Size" }, "big"] }, { "Fn::Not": [{ Condition: "Never" }] }] },
        Never: { "Fn::Equals": [1, 2] },
      },
      Mappings: { Sizes: { "us-east-1": { size: 3 } } },
      Resources: {
        Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } },
        Url: { Type: "AWS::Lambda::Url" },
        Api: { Type: "AWS::ApiGatewayV2::Api" },
        Absent: { ...probe(1), Condition: "Never" },
      },
    },
  );
  expect(values).toEqual({
    Region: "us-east-1",
    Join: "a-000000000000-7",
    Sub: "arn:aws:sqs:us-east-1:000000000000:q/big/aws/${literal}",
    Split: "127.0.0.1:3",
    Yes: "big",
    Nothing: [{ b: true }],
    Map: 3,
    QueueUrl: "http://127.0.0.1:1/000000000000/q",
    Endpoint: "http://127.0.0.1:2",
  });
});

test("readDeployment() passes values between stacks by export, and into nested stacks by parameter and output", () => {
  const directory = handMadeAssembly(
    {
      Data: {
        Resources: { Table: { Type: "AWS::DynamoDB::Table" } },
        Outputs: { TableName: { Value: { Ref: "Table" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}:Table" } } } },
      },
      Main: {
        Resources: {
          Nested: {
            Type: "AWS::CloudFormation::Stack",
            Properties: {
              Parameters: { TableName: { "Fn::ImportValue": "Data:Table" } },
              TemplateURL: { "Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/nested.json" },
            },
          },
          FromNested: probe({ "Fn::GetAtt": ["Nested", "Outputs.Shouted"] }),
        },
      },
    },
    {
      templates: {
        nested: {
          Parameters: { TableName: { Type: "String" } },
          Resources: { InNested: probe({ Ref: "TableName" }) },
          Outputs: { Shouted: { Value: { "Fn::Join": ["", [{ Ref: "TableName" }, "!"]] } } },
        },
      },
    },
  );
  const probes = readDeployment(directory, addresses).resources("Test::Probe");
  const values = probes.map(({ logicalId, properties }) => [logicalId, Object(properties()).value]);
  expect(Object.fromEntries(values)).toEqual({ InNested: "Data-Table", FromNested: "Data-Table!" });
});

test("readDeployment() finds a function's code by its asset, and keeps names within Lambda's limit", () => {
  const longId = "A".repeat(80);
  const { FunctionName: _, ...unnamed } = lambda("", "abc").Properties;
  const directory = handMadeAssembly(
    { Main: { Resources: { [longId]: { Type: "AWS::Lambda::Function", Properties: unnamed } } } },
    { code: { abc: "" } },
  );
  const [found] = readDeployment(directory, addresses).resources("AWS::Lambda::Function");
  expect(found?.assetPath("abc.zip")).toBe(`${directory}/asset.abc`);
  expect(found?.name).toHaveLength(64);
});

test("readDeployment() reports an unknown attribute, reference or import instead of guessing", () => {
  expect(() =>
    valuesOf({ A: { "Fn::GetAtt": ["Queue", "Colour"] } }, { Resources: { Queue: { Type: "AWS::SQS::Queue" } } }),
  ).toThrow("the attribute Colour of AWS::SQS::Queue is not known here");
  expect(() => valuesOf({ A: { Ref: "Nobody" } })).toThrow("no resource or parameter Nobody");
  expect(() => valuesOf({ A: { "Fn::ImportValue": "x" } })).toThrow("imports x, which no stack exports");
});
