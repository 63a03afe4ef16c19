import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { eraserFunctions } from "../../../infra/functions.ts";
import { tableShapes } from "../../../infra/stacks/tables.ts";
import { roleStatements } from "./reading/policy-statements.ts";
import { type FoundResource, resourcesOf, synthesise } from "./reading/synthesise.ts";

const changes = /^dynamodb:(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/;

describe.each(Object.values(environments))("erasers of $name:", (settings) => {
  const templates = synthesise(settings);
  const statements = roleStatements(templates);
  const short = (name: string): string => name.slice(name.indexOf("/") + 1).replaceAll("-", "");
  const changedBy = (name: string): string[] =>
    statements
      .filter(({ of, Action }) => of.startsWith(`${short(name)}role`) && Action.some((action) => changes.test(action)))
      .flatMap(({ Resource }) =>
        [...JSON.stringify(Resource).matchAll(/FnGetAtt(\w+Table)Arn/g)].map(([, id = ""]) => id),
      );

  test.each(Object.entries(eraserFunctions))("the eraser of %s may change only that table and the jobs", (name, fn) => {
    const own = tableShapes[name as keyof typeof eraserFunctions].logicalId;
    expect([...new Set(changedBy(fn))].sort()).toEqual(["JobsTable", own].sort());
  });

  test("run-jobs, which starts the erasers, may change only the jobs", () => {
    expect([...new Set(changedBy("workers/run-jobs"))]).toEqual(["JobsTable"]);
  });

  test.each(Object.values(eraserFunctions))("%s has its own queue, whose dead letters end the job", (fn) => {
    const id = short(fn);
    const named = ({ id: other }: FoundResource) => other.replace(/[0-9A-F]{8}$/, "") === id;
    const [queue, ...others] = resourcesOf(templates, "AWS::SQS::Queue").filter(named);
    expect(others).toEqual([]);
    expect(JSON.stringify(queue?.Properties.RedrivePolicy)).toMatch(/"jobsqueuedeadletters\w+","Arn"/);
    const readers = resourcesOf(templates, "AWS::Lambda::EventSourceMapping").filter(({ Properties }) =>
      JSON.stringify(Properties.EventSourceArn).includes(`FnGetAtt${queue?.id}Arn`),
    );
    expect(
      readers.map(({ Properties }) => JSON.stringify(Properties.FunctionName).replace(/[0-9A-F]{8}"}$/, "")),
    ).toEqual([`{"Ref":"${id}`]);
  });
});
