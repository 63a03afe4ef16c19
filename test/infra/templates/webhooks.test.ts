import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

describe.each(Object.values(environments))("webhooks of $name", (settings) => {
  const templates = synthesise(settings);
  const urls = resourcesOf(templates, "AWS::Lambda::Url");

  test("are public URLs of two functions, under ids that never change (invariant 28)", () => {
    expect(urls.map(({ template, id, Properties }) => ({ template, id, ...Properties }))).toEqual([
      {
        template: "Webhooks",
        id: "InboundMessageUrl",
        AuthType: "NONE",
        TargetFunctionArn: { "Fn::GetAtt": ["InboundMessageFunction", "Arn"] },
      },
      {
        template: "Webhooks",
        id: "MessageStatusUrl",
        AuthType: "NONE",
        TargetFunctionArn: { "Fn::GetAtt": ["MessageStatusFunction", "Arn"] },
      },
    ]);
  });

  test("allow public calls only through their URL", () => {
    const open = resourcesOf(templates, "AWS::Lambda::Permission").filter(
      ({ Properties }) => Properties.Principal === "*",
    );
    expect(open).toHaveLength(4);
    for (const { id, Properties } of open) {
      expect(Properties.FunctionUrlAuthType === "NONE" || Properties.InvokedViaFunctionUrl === true, id).toBe(true);
    }
  });

  test("have no variable with their own URL, which would be a cycle", () => {
    const functions = resourcesOf(templates, "AWS::Lambda::Function").filter(({ template }) => template === "Webhooks");
    expect(JSON.stringify(functions)).not.toMatch(/WEBHOOK_/);
  });
});

describe("synthesise() with a webhook's own domain", () => {
  const domain = "https://hooks.example.com/status";
  const templates = synthesise({ ...environments.prod, webhookBaseUrls: { messageStatus: domain } });

  test("keeps the Function URL and its exports, because numbers may still use it", () => {
    const [plain] = synthesise(environments.prod).filter(({ name }) => name === "Webhooks");
    const [own] = templates.filter(({ name }) => name === "Webhooks");
    const exportsOf = (outputs = plain?.Outputs) =>
      Object.values(outputs ?? {}).flatMap((output) => output.Export?.Name ?? []);
    expect(exportsOf(own?.Outputs).sort()).toEqual(exportsOf().sort());
  });

  test("sets the domain for the webhook and for the functions that pass it to a provider", () => {
    const variables = resourcesOf(templates, "AWS::Lambda::Function").map(({ id, Properties }) => ({
      id,
      text: JSON.stringify(Properties.Environment),
    }));
    const functionsWith = (variable: string) =>
      variables.filter(({ text }) => text.includes(`"${variable}":"${domain}"`));
    expect(functionsWith("WEBHOOK_BASE_URL").map(({ id }) => id)).toEqual(["MessageStatusFunction"]);
    expect(functionsWith("WEBHOOK_URL_MESSAGE_STATUS").length).toBeGreaterThan(3);
  });
});
