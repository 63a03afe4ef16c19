import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FunctionHost } from "../../../infra/local/lambda/function-host.ts";
import { scheduledFunctions } from "../../../infra/local/schedules/scheduled-functions.ts";
import { startSchedules } from "../../../infra/local/schedules/start-schedules.ts";
import { readDeployment } from "../../../infra/local/template/deployment.ts";
import { handMadeAssembly, lambda } from "../hand-made-assembly.ts";

const unused = () => "";
const arn = { "Fn::GetAtt": ["Worker", "Arn"] };
const rule = (ScheduleExpression: string, more: object = {}) => ({
  Type: "AWS::Events::Rule",
  Properties: { ScheduleExpression, Targets: [{ Id: "1", Arn: arn }], ...more },
});
const deployment = readDeployment(
  handMadeAssembly({
    Main: {
      Resources: {
        Worker: lambda("worker", "none"),
        EveryTwoMinutes: rule("rate(2 minutes)"),
        AtNight: rule("cron(0 3 * * ? *)"),
        Disabled: rule("rate(1 minute)", { State: "DISABLED" }),
        Scheduler: {
          Type: "AWS::Scheduler::Schedule",
          Properties: { ScheduleExpression: "rate(3 minutes)", Target: { Arn: arn, Input: '{"from":"scheduler"}' } },
        },
      },
    },
  }),
  { queueUrl: unused, apiEndpoint: unused, functionUrl: unused },
);

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-20T02:55:30Z") }));
afterEach(() => vi.useRealTimers());

test("local schedules and rules invoke their functions when due, until the stack closes", async () => {
  const invoked: unknown[] = [];
  const host: FunctionHost = {
    invoke: async (functionName, event) => {
      invoked.push([functionName, event]);
      return { kind: "result", payload: "null" };
    },
    restart: () => undefined,
    kill: async () => undefined,
    close: async () => undefined,
  };
  const schedules = startSchedules(scheduledFunctions(deployment), host);
  const ruleEvent = expect.objectContaining({ source: "aws.events", "detail-type": "Scheduled Event" });
  await vi.advanceTimersByTimeAsync(119_000);
  expect(invoked).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(invoked).toEqual([["worker", ruleEvent]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(invoked).toEqual([
    ["worker", ruleEvent],
    ["worker", { from: "scheduler" }],
  ]);
  await vi.advanceTimersByTimeAsync(58_000); // It is 02:59:29.
  invoked.length = 0;
  await vi.advanceTimersByTimeAsync(40_000); // Past 03:00, when nothing else is due but the two-minute rule.
  expect(invoked).toHaveLength(2);
  schedules.close();
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(invoked).toHaveLength(2);
});
