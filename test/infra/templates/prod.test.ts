import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";
import { templateText } from "./reading/template-text.ts";

describe("templateText() of prod", () => {
  const templates = synthesise(environments.prod);
  const text = templateText(templates);

  test("equals the committed snapshot (to update: `npx vitest run test/infra/templates -u`)", async () => {
    await expect(text).toMatchFileSnapshot("__snapshots__/prod.txt");
  });

  const named = resourcesOf(templates, "AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Lambda::Url");

  test.each(named)("names $Type $id of $template (invariant 28)", ({ Type, template, id }) => {
    const section = text.slice(text.indexOf(`# ${Type}\n`)).split("\n\n# ")[0];
    expect(section).toMatch(new RegExp(`^${template} ${id}$|^${template} ${id} `, "m"));
  });
});
