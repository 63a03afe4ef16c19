import { describe, expect, test } from "vitest";
import { environmentDifferences } from "./environment-differences.ts";
import type { SynthesisedTemplate } from "./reading/synthesise.ts";

type Resources = SynthesisedTemplate["Resources"];
type Outputs = SynthesisedTemplate["Outputs"];

const queue = (Properties: Record<string, unknown> = {}) => ({ Type: "AWS::SQS::Queue", Properties, DependsOn: [] });
const stack = (name: string, resources: Resources, outputs: Outputs = {}): SynthesisedTemplate => ({
  name,
  rootStack: name,
  Resources: resources,
  Outputs: outputs,
});
const differences = (prod: readonly SynthesisedTemplate[], dev: readonly SynthesisedTemplate[]) =>
  environmentDifferences({ name: "prod", templates: prod }, { name: "dev", templates: dev });

describe("environmentDifferences()", () => {
  const same = { delay: queue({ DelaySeconds: 1 }), retry: queue({ DelaySeconds: 1 }) };

  test("names a change by type, property and both values, with the changed resources", () => {
    const dev = stack("Data", { ...same, retry: queue({ DelaySeconds: 2, FifoQueue: true }) });
    expect(differences([stack("Data", same)], [dev]).changed).toEqual({
      "AWS::SQS::Queue DelaySeconds: 1 → 2": ["Data retry"],
      "AWS::SQS::Queue FifoQueue: nothing → true": ["Data retry"],
    });
  });

  test("reports a change once if every resource of the type has it", () => {
    const dev = stack("Data", { delay: queue(), retry: queue() });
    expect(differences([stack("Data", same)], [dev]).changed).toEqual({
      "AWS::SQS::Queue DelaySeconds: 1 → nothing": "each",
    });
  });

  test("reports a missing or added resource, and a missing stack", () => {
    const prod = [stack("Data", same), stack("Operations", same)];
    const dev = [stack("Data", { delay: same.delay, more: queue() })];
    expect(differences(prod, dev)).toEqual({
      missing: ["Operations", "Data AWS::SQS::Queue retry"],
      added: ["Data AWS::SQS::Queue more"],
      changed: {},
    });
  });

  test("ignores an environment's own name, and the hash that CDK makes of it", () => {
    const prod = stack("Data", { fromPhoneHubprodData4E06B8D4: queue({ QueueName: "PhoneHub-prod-retry" }) });
    const dev = stack("Data", { fromPhoneHubdevData8A18A489: queue({ QueueName: "PhoneHub-dev-retry" }) });
    expect(differences([prod], [dev])).toEqual({ missing: [], added: [], changed: {} });
  });

  test("reports another environment's name", () => {
    const prod = stack("Data", { retry: queue({ QueueName: "PhoneHub-prod-retry" }) });
    expect(differences([prod], [prod]).changed).toEqual({
      'AWS::SQS::Queue QueueName: "PhoneHub-<environment>-retry" → "PhoneHub-prod-retry"': ["Data retry"],
    });
  });
});

describe("environmentDifferences() for a missing output", () => {
  const exported = { readRetry: { Value: { Ref: "retry" }, Export: { Name: "PhoneHub-prod-Data:readRetry" } } };
  const reader = { alarm: queue({ watches: { "Fn::ImportValue": "PhoneHub-prod-Data:readRetry" } }) };
  const [retry, other] = [{ retry: queue() }, { other: queue() }];
  const dev = [stack("Data", retry), stack("Api", other)];

  test("ignores an output that only a missing stack reads", () => {
    const prod = [stack("Data", retry, exported), stack("Api", other), stack("Operations", reader)];
    expect(differences(prod, dev).missing).toEqual(["Operations"]);
  });

  test("reports an output that no stack reads", () => {
    const prod = [stack("Data", retry, exported), stack("Api", other)];
    expect(differences(prod, dev).missing).toEqual(["Data Output readRetry"]);
  });

  test("reports an output that a remaining stack also reads", () => {
    const prod = [stack("Data", retry, exported), stack("Api", { ...other, ...reader }), stack("Operations", reader)];
    expect(differences(prod, dev).missing).toContain("Data Output readRetry");
  });
});
