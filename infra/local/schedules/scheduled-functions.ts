import { randomUUID } from "node:crypto";
import * as z from "zod";
import { functionNameIn } from "../http-api/api-definition.ts";
import type { Deployment } from "../template/deployment.ts";
import { accountId, region } from "../template/pseudo-parameters.ts";
import { parseSchedule, type Schedule } from "./expression.ts";

export interface ScheduledFunction {
  schedule: Schedule;
  functionName: string;
  event: () => unknown;
}

const Target = z.object({ Arn: z.string(), Input: z.string().optional() });
const Rule = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  Targets: z.array(Target).default([]),
});
const SchedulerSchedule = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default("ENABLED"),
  Target,
});

/** The functions that EventBridge rules and EventBridge Scheduler would invoke. Other targets are ignored. */
export function scheduledFunctions(deployment: Deployment): ScheduledFunction[] {
  const rules = deployment.resources("AWS::Events::Rule").flatMap((resource) => {
    const { ScheduleExpression, State, Targets } = Rule.parse(resource.properties());
    if (State !== "ENABLED" || ScheduleExpression === undefined) return [];
    return Targets.map((target) => scheduled(ScheduleExpression, target, () => ruleEvent(resource.attribute("Arn"))));
  });
  const schedules = deployment.resources("AWS::Scheduler::Schedule").flatMap((resource) => {
    const { ScheduleExpression, State, Target } = SchedulerSchedule.parse(resource.properties());
    return State === "ENABLED" ? [scheduled(ScheduleExpression, Target, () => ({}))] : [];
  });
  return [...rules, ...schedules].filter((one) => one !== undefined);
}

function scheduled(
  expression: string,
  target: z.infer<typeof Target>,
  event: () => unknown,
): ScheduledFunction | undefined {
  if (!target.Arn.includes(":function:")) return undefined;
  const input: unknown = target.Input === undefined ? undefined : JSON.parse(target.Input);
  return {
    schedule: parseSchedule(expression),
    functionName: functionNameIn(target.Arn),
    event: input === undefined ? event : () => input,
  };
}

const ruleEvent = (ruleArn: string) => ({
  version: "0",
  id: randomUUID(),
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: accountId,
  time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  region,
  resources: [ruleArn],
  detail: {},
});
