import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { environments } from "../../infra/environments.ts";
import { monthlyCost, withMonthlyCost } from "../tools/bench/costs/monthly-cost.ts";
import { resourcesOf, synthesise } from "./templates/reading/synthesise.ts";

const page = readFileSync("docs/deploying.md", "utf8");
const benchmarks = readFileSync("docs/benchmarks.md", "utf8");

const idleOf = (name: keyof typeof environments, what: string) =>
  monthlyCost(synthesise(environments[name]), benchmarks).find((item) => item.what.startsWith(what))?.idle;

test("docs/deploying.md equals the output of `npm run costs`", () => {
  expect(withMonthlyCost(page)).toBe(page);
});

test("monthlyCost() counts the keys, alarms and dashboards in the templates", () => {
  const keys = resourcesOf(synthesise(environments.prod), "AWS::KMS::Key").length;
  expect(idleOf("prod", "KMS keys")).toBe(keys);
  expect(idleOf("dev", "KMS keys")).toBeLessThan(keys);
  expect([idleOf("dev", "alarms"), idleOf("dev", "dashboards")]).toEqual([0, 0]);
  expect(idleOf("prod", "alarms")).toBeGreaterThan(
    resourcesOf(synthesise(environments.prod), "AWS::CloudWatch::Alarm").length / 10,
  );
  expect(idleOf("prod", "dashboards")).toBe(3);
});

test("monthlyCost() takes the cost of a million messages from docs/benchmarks.md, and refuses a page without it", () => {
  const sends = monthlyCost(synthesise(environments.dev), benchmarks).find(({ what }) =>
    what.startsWith("messages sent"),
  );
  expect(sends?.busy.toFixed(2)).toBe(/\| send with two callbacks \| ([\d.]+) \|/.exec(benchmarks)?.[1]);
  expect(() => monthlyCost(synthesise(environments.dev), "nothing")).toThrow("docs/benchmarks.md has no figure");
});
