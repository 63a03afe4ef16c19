import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { findCycle, importGraph, resourceGraph } from "./reading/stack-graph.ts";
import { synthesise } from "./reading/synthesise.ts";

describe.each(Object.values(environments))("stacks of $name:", (settings) => {
  const templates = synthesise(settings);

  test.each(templates)("$name has no dependency cycle (invariant 28)", (template) => {
    expect(findCycle(resourceGraph(template))).toBeUndefined();
  });

  test("each depends only on earlier ones: data, webhooks, API, operations", () => {
    const graph = importGraph(templates);
    expect(findCycle(graph)).toBeUndefined();
    expect(graph).toEqual(
      new Map([
        ["Data", new Set()],
        ["Webhooks", new Set(["Data"])],
        ["Api", new Set(["Data", "Webhooks"])],
        ...(settings.alarms ? [["Operations", new Set(["Data", "Webhooks", "Api"])] as const] : []),
      ]),
    );
  });

  test.each(templates)("$name stays below 450 resources", ({ Resources }) => {
    expect(Object.keys(Resources).length).toBeLessThan(450);
  });

  test("their outputs name the API, the webhooks, the queues and the tables", () => {
    const outputs = templates.flatMap(({ rootStack, name, Outputs }) =>
      rootStack === name ? Object.keys(Outputs).filter((id) => !id.startsWith("ExportsOutput")) : [],
    );
    expect(outputs.sort()).toEqual([
      ...(settings.alarms ? ["AlarmTopicArn"] : []),
      "ApiKeysTableName",
      "ApiUrl",
      "AuditTableName",
      "BatchesDeadLettersUrl",
      "BatchesQueueUrl",
      "BatchesTableName",
      "CredentialsKeyArn",
      "DispatchDeadLettersUrl",
      "DispatchQueueUrl",
      "EventsTableName",
      "ExportsBucketName",
      "InboundMessageWebhookUrl",
      "JobsDeadLettersUrl",
      "JobsQueueUrl",
      "JobsTableName",
      "LimitsTableName",
      "LookupsTableName",
      "MessageStatusWebhookUrl",
      "MessagesTableName",
      "NotificationsTableName",
      "OptOutsTableName",
      "PreferencesTableName",
      "ProviderConfigsTableName",
      "RangesDeadLettersUrl",
      "RangesQueueUrl",
      "RecipientsBucketName",
      "TemplatesTableName",
      "TenantsTableName",
      "VerificationsTableName",
    ]);
  });
});

test("findCycle() finds a function whose environment contains its own URL", () => {
  const properties = (value: unknown) => ({ Type: "", Properties: { value }, DependsOn: [] });
  const Resources = {
    handler: properties({
      URL: { "Fn::Select": [2, { "Fn::Split": ["/", { "Fn::GetAtt": ["url", "FunctionUrl"] }] }] },
    }),
    url: properties({ "Fn::GetAtt": ["handler", "Arn"] }),
  };
  expect(findCycle(resourceGraph({ Resources }))).toEqual(["handler", "url", "handler"]);
});
