import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { eraserFunctions } from "../../../infra/functions.ts";
import { tableShapes } from "../../../infra/stacks/tables.ts";
import { roleStatements } from "./reading/policy-statements.ts";
import { type FoundResource, resourcesOf, synthesise } from "./reading/synthesise.ts";

const changes = /^dynamodb:(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/;

describe.each(Object.values(environments))("the erasers of $name", (settings) => {
  const templates = synthesise(settings);
  const statements = roleStatements(templates);
  const short = (name: string): string => name.slice(name.indexOf("/") + 1).replaceAll("-", "");
  const changedBy = (name: string): string[] =>
    statements
      .filter(({ of, Action }) => of.startsWith(`${short(name)}role`) && Action.some((action) => changes.test(action)))
      .flatMap(({ Resource }) =>
        [...JSON.stringify(Resource).matchAll(/FnGetAtt(\w+Table)Arn/g)].map(([, id = ""]) => id),
      );

  test.each(Object.entries(eraserFunctions))("change the job and what is of %s, and no other table", (name, fn) => {
    const own = tableShapes[name as keyof typeof eraserFunctions].logicalId;
    expect([...new Set(changedBy(fn))].sort()).toEqual(["JobsTable", own].sort());
  });

  test("leave nothing to erase to the function that takes an erasure from one to the next", () => {
    expect([...new Set(changedBy("workers/run-jobs"))]).toEqual(["JobsTable"]);
  });

  test.each(Object.values(eraserFunctions))("%s is run by a queue of its own, whose dead letters end the job", (fn) => {
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
