import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { queueStatements } from "./reading/policy-statements.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

describe.each(Object.values(environments))("queues of $name:", (settings) => {
  const templates = synthesise(settings);
  const queues = resourcesOf(templates, "AWS::SQS::Queue");
  // Only a stream has a starting position.
  const mappings = resourcesOf(templates, "AWS::Lambda::EventSourceMapping").filter(
    ({ Properties }) => Properties.StartingPosition === undefined,
  );
  const deadLettersOf = ({ Properties }: { Properties: Record<string, unknown> }) =>
    JSON.stringify(Properties.RedrivePolicy ?? null);

  test("each has a dead-letter queue or is one (invariant 5)", () => {
    const redriven = queues.filter(({ Properties }) => Properties.RedrivePolicy);
    expect(redriven.length).toBeGreaterThan(0);
    for (const queue of queues) {
      const standsBehind = redriven.some((other) => deadLettersOf(other).includes(`["${queue.id}","Arn"]`));
      expect(queue.Properties.RedrivePolicy !== undefined || standsBehind, queue.id).toBe(true);
    }
  });

  test.each(queues)("$id is encrypted", ({ Properties }) => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  test.each(queues)("$id refuses requests without TLS, and allows no other account", ({ id }) => {
    const statements = queueStatements(templates).filter(({ Resource }) =>
      JSON.stringify(Resource).includes(`"${id}"`),
    );
    expect(statements).toEqual([
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ]);
  });

  const consumed = mappings.map(({ Properties }) => {
    const source = JSON.stringify(Properties.EventSourceArn);
    const [queue] = queues.filter(({ id }) => new RegExp(`FnGetAtt${id}Arn`).test(source));
    const consumer = resourcesOf(templates, "AWS::Lambda::Function").find(({ id }) =>
      JSON.stringify(Properties.FunctionName).includes(id),
    );
    return { queue, consumer };
  });

  test("each has a visibility timeout of six times the consumer's timeout (invariant 5)", () => {
    expect(consumed).toHaveLength(14);
    for (const { queue, consumer } of consumed)
      expect(Number(queue?.Properties.VisibilityTimeout), queue?.id).toBeGreaterThanOrEqual(
        6 * Number(consumer?.Properties.Timeout),
      );
  });

  test("only consumers whose messages can return to them may recurse more than 16 times", () => {
    const readersOf = (consumer: (typeof consumed)[number]["consumer"]) =>
      consumed.filter(({ queue }) => JSON.stringify(consumer?.Properties.Environment).includes(`Ref${queue?.id}`));
    const looping = consumed.filter((first) => {
      const reached = new Set(readersOf(first.consumer));
      for (const next of reached) for (const after of readersOf(next.consumer)) reached.add(after);
      return reached.has(first);
    });
    // Three consumers write to their own queue. Jobs go from run-jobs to six erasers and back.
    expect(looping.length).toBe(10);
    for (const { consumer } of looping) expect(consumer?.Properties.RecursiveLoop, consumer?.id).toBe("Allow");
    const allowed = resourcesOf(templates, "AWS::Lambda::Function").filter(
      ({ Properties }) => Properties.RecursiveLoop,
    );
    expect(allowed.map(({ id }) => id).sort()).toEqual(looping.map(({ consumer }) => consumer?.id).sort());
  });

  test("each consumer returns only the failed messages", () => {
    for (const { id, Properties } of mappings) {
      expect(Properties.FunctionResponseTypes, id).toEqual(["ReportBatchItemFailures"]);
    }
  });
});
