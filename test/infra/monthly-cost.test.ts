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

test("monthlyCost() counts what the templates hold: keys, alarms and a dashboard", () => {
  const keys = resourcesOf(synthesise(environments.prod), "AWS::KMS::Key").length;
  expect(idleOf("prod", "KMS keys")).toBe(keys);
  expect(idleOf("dev", "KMS keys")).toBeLessThan(keys);
  expect([idleOf("dev", "alarms"), idleOf("dev", "dashboards")]).toEqual([0, 0]);
  expect(idleOf("prod", "alarms")).toBeGreaterThan(
    resourcesOf(synthesise(environments.prod), "AWS::CloudWatch::Alarm").length / 10,
  );
  expect(idleOf("prod", "dashboards")).toBe(3);
});

test("monthlyCost() says what a million messages cost as the bench measured it, and refuses a page that does not", () => {
  const sends = monthlyCost(synthesise(environments.dev), benchmarks).find(({ what }) =>
    what.startsWith("messages sent"),
  );
  expect(sends?.busy.toFixed(2)).toBe(/\| send with two callbacks \| ([\d.]+) \|/.exec(benchmarks)?.[1]);
  expect(() => monthlyCost(synthesise(environments.dev), "nothing")).toThrow("docs/benchmarks.md has no figure");
});
