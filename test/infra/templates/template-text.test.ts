import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { synthesise } from "./reading/synthesise.ts";
import { leavesOf, withLeaf } from "./reading/template-leaves.ts";
import { templateText } from "./reading/template-text.ts";

const queue = (Properties: Record<string, unknown>) => ({ Type: "AWS::SQS::Queue", Properties, DependsOn: [] });

test("templateText() lists under a type its resources' common properties, and under a resource its differences", () => {
  const Resources = {
    first: queue({ DelaySeconds: 0, VisibilityTimeout: 60 }),
    second: queue({ DelaySeconds: 0, VisibilityTimeout: 90 }),
    third: queue({
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["second", "Arn"] } },
    }),
  };
  const text = templateText([{ name: "Data", rootStack: "Data", Description: "queues", Resources, Outputs: {} }]);
  expect(text.split("\n").slice(3)).toEqual([
    "# AWS::SQS::Queue",
    "  DelaySeconds: 0",
    "  VisibilityTimeout: 60",
    "",
    "Data first",
    "Data second  VisibilityTimeout: 90",
    `Data third  RedrivePolicy.deadLetterTargetArn: "\${second.Arn}"  no DelaySeconds`,
    "",
    "# Stack",
    "",
    'Data itself  Description: "queues"',
    "",
  ]);
});

describe("templateText() changes with", () => {
  const templates = synthesise(environments.prod).filter(({ name }) =>
    ["Data", "Webhooks", "Api/messages", "Operations"].includes(name),
  );
  const text = templateText(templates);
  const leaves = leavesOf(templates);

  test("every changed value of a template", () => {
    fc.assert(
      fc.property(fc.constantFrom(...leaves), (path) => {
        const changed = withLeaf(templates, path, (value) => (typeof value === "number" ? value + 1 : `${value}x`));
        expect(templateText(changed), path.join(" ")).not.toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test("every removed property", () => {
    fc.assert(
      fc.property(fc.constantFrom(...leaves.filter((path) => path.includes("Properties"))), (path) => {
        expect(templateText(withLeaf(templates, path, () => undefined)), path.join(" ")).not.toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});
