import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { tableShapes } from "../../../infra/stacks/tables.ts";
import { roleStatements } from "./reading/policy-statements.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

const feeding = Object.values(tableShapes).flatMap((shape) => (shape.feedsEvents ? [shape.logicalId] : []));

describe.each(Object.values(environments))("streams of $name", (settings) => {
  const templates = synthesise(settings);
  const mappings = resourcesOf(templates, "AWS::Lambda::EventSourceMapping").filter(
    ({ Properties }) => Properties.StartingPosition !== undefined,
  );
  const sourceOf = ({ Properties }: { Properties: Record<string, unknown> }) =>
    JSON.stringify(Properties.EventSourceArn);

  test("carry old and new rows of exactly the tables that feed events", () => {
    const streaming = resourcesOf(templates, "AWS::DynamoDB::Table").filter(
      ({ Properties }) => Properties.StreamSpecification,
    );
    expect(streaming.map(({ id }) => id).sort()).toEqual([...feeding].sort());
    for (const { id, Properties } of streaming)
      expect(Properties.StreamSpecification, id).toEqual({ StreamViewType: "NEW_AND_OLD_IMAGES" });
  });

  test("each have one function, which misses no change and may read only this stream", () => {
    expect(mappings).toHaveLength(feeding.length);
    for (const mapping of mappings) {
      expect(mapping.Properties, mapping.id).toMatchObject({
        StartingPosition: "TRIM_HORIZON",
        BisectBatchOnFunctionError: true,
      });
      expect(mapping.Properties, mapping.id).not.toHaveProperty("MaximumRetryAttempts");
      expect(mapping.Properties, mapping.id).not.toHaveProperty("MaximumRecordAgeInSeconds");
    }
    const reading = roleStatements(templates).filter(({ Action }) => Action.includes("dynamodb:GetRecords"));
    expect(reading.map(({ Resource }) => JSON.stringify(Resource[0])).sort()).toEqual(mappings.map(sourceOf).sort());
    for (const { of, Resource } of reading) expect(JSON.stringify(Resource), of).not.toContain("*");
  });
});
