import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { environments } from "../../../infra/environments.ts";
import { queueVariables } from "../../../shared/kernel/config.ts";
import { metricEntries, metrics } from "../../../shared/observability/metrics.ts";
import { type FoundResource, resourcesOf, synthesise } from "./reading/synthesise.ts";

// staging has the same alarms (dev-and-staging.test.ts).
const { dev, prod } = environments;
const watchedDev = { ...dev, alarms: true, alarmEmail: "on-call@example.com" };
const alarmsOf = (settings: typeof prod) => resourcesOf(synthesise(settings), "AWS::CloudWatch::Alarm");
const textOf = ({ Properties }: FoundResource): string => String(Properties.AlarmDescription);
const nameOf = ({ Properties }: FoundResource): string => String(Properties.AlarmName);

/** The anchors that GitHub derives from the page's headings. */
const anchors = [...readFileSync("docs/runbook.md", "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-"),
);

test("synthesise() creates alarms and a dashboard only if the settings switch them on", () => {
  expect(alarmsOf(prod).length).toBeGreaterThan(15);
  expect(resourcesOf(synthesise(prod), "AWS::CloudWatch::Dashboard")).toHaveLength(1);
  expect(synthesise(dev).some(({ name }) => name === "Operations")).toBe(false);
  const silent = synthesise({ ...prod, alarms: false });
  expect(resourcesOf(silent, "AWS::CloudWatch::Alarm", "AWS::SNS::Topic")).toEqual([]);
  expect(resourcesOf(silent, "AWS::CloudWatch::Dashboard")).toHaveLength(1);
  expect(alarmsOf(watchedDev).length).toBeGreaterThan(15);
});

describe("alarms of prod:", () => {
  const alarms = alarmsOf(prod);

  test.each(alarms.map((alarm) => [nameOf(alarm), alarm] as const))(
    "%s states its impact and links to the runbook",
    (_, alarm) => {
      const [, impact = "", section = ""] =
        /^(.+) What to do: https:\S+\/docs\/runbook\.md#(\S+)$/.exec(textOf(alarm)) ?? [];
      expect(impact.length).toBeGreaterThan(30);
      expect(anchors).toContain(section);
    },
  );

  test("all of them publish alarm and recovery to one topic", () => {
    const [topic, ...others] = resourcesOf(synthesise(prod), "AWS::SNS::Topic");
    expect(others).toEqual([]);
    for (const { id, Properties } of alarms) {
      expect(Properties.AlarmActions, id).toEqual([{ Ref: topic?.id }]);
      expect(Properties.OKActions, id).toEqual([{ Ref: topic?.id }]);
    }
  });

  test("each queue has alarms for its age and its dead letters, also hidden ones (invariant 5)", () => {
    for (const queue of Object.keys(queueVariables)) {
      const names = alarms.map(nameOf);
      for (const kind of ["dead-letters", "dead-letters-stuck", "oldest-message"])
        expect(names).toContain(`PhoneHub-${prod.name}-${queue}-${kind}`);
    }
    const [stuck] = alarms.filter((alarm) => nameOf(alarm).endsWith("-dead-letters-stuck"));
    expect(JSON.stringify(stuck)).toContain('"ApproximateNumberOfMessagesNotVisible"');
  });

  test("each watches an existing metric with that metric's dimensions", () => {
    const watched = alarms.flatMap(({ Properties }) => metricsIn(Properties));
    expect(watched.length).toBeGreaterThan(10);
    for (const { MetricName, Dimensions = [] } of watched) {
      const { dimensions } = metricEntries.find(([name]) => name === MetricName)?.[1] ?? {};
      expect(Dimensions.map(({ Name }) => Name).sort(), MetricName).toEqual(
        ["environment", ...(dimensions ?? [])].sort(),
      );
      expect(Dimensions.find(({ Name }) => Name === "environment")?.Value, MetricName).toBe(prod.name);
    }
  });

  test("only the sweeper's alarm fires without data", () => {
    const ringsInSilence = alarms.filter(({ Properties }) => Properties.TreatMissingData === "breaching");
    expect(ringsInSilence.map(nameOf)).toEqual([`PhoneHub-${prod.name}-sweeper-silent`]);
  });

  test("only CloudWatch may publish to their topic, and only over TLS", () => {
    const found = synthesise(prod);
    const [policy] = resourcesOf(found, "AWS::SNS::TopicPolicy");
    const { Statement } = z.object({ Statement: z.array(z.unknown()) }).parse(policy?.Properties.PolicyDocument);
    const allowed = { Effect: "Allow", Action: "sns:Publish", Principal: { Service: "cloudwatch.amazonaws.com" } };
    const refused = { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } };
    expect(Statement).toEqual([expect.objectContaining(refused), expect.objectContaining(allowed)]);
    const keys = resourcesOf(found, "AWS::KMS::Key").filter(({ template }) => template === "Operations");
    expect(JSON.stringify(keys)).toContain('{"Service":"cloudwatch.amazonaws.com"}');
  });

  test("their dashboard shows every metric of the hub", () => {
    const body = JSON.stringify(resourcesOf(synthesise(prod), "AWS::CloudWatch::Dashboard")).replaceAll("\\", "");
    for (const name of Object.keys(metrics)) expect(body).toContain(`MetricName="${name}"`);
  });
});

test("synthesise() subscribes the alarm address to the topic", () => {
  const [subscription] = resourcesOf(synthesise(watchedDev), "AWS::SNS::Subscription");
  expect(subscription?.Properties).toMatchObject({ Protocol: "email", Endpoint: "on-call@example.com" });
});

interface WatchedMetric {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

/** The hub's own metrics in any part of an alarm. */
function metricsIn(value: unknown): WatchedMetric[] {
  if (Array.isArray(value)) return value.flatMap(metricsIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "Namespace" in value && value.Namespace === "PhoneHub" ? [value as WatchedMetric] : [];
  return [...own, ...Object.values(value).flatMap(metricsIn)];
}
