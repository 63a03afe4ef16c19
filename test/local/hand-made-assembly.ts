import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

type Resources = Record<string, object>;

export interface HandMadeStack {
  template: { Resources?: Resources; Outputs?: object; Parameters?: object; Conditions?: object; Mappings?: object };
}

/** Writes a cloud assembly like CDK's to a temporary folder, without the seconds that CDK takes. */
export function handMadeAssembly(
  stacks: Record<string, HandMadeStack["template"]>,
  files: { code?: Record<string, string>; templates?: Record<string, HandMadeStack["template"]> } = {},
): string {
  const directory = temporaryFolder();
  const write = (file: string, content: unknown) => writeFileSync(join(directory, file), JSON.stringify(content));
  const assets: Record<string, { source: { path: string }; destinations: object }> = {};
  for (const [hash, source] of Object.entries(files.code ?? {})) {
    mkdirSync(join(directory, `asset.${hash}`));
    writeFileSync(join(directory, `asset.${hash}`, "index.js"), source);
    assets[hash] = { source: { path: `asset.${hash}` }, destinations: { here: { objectKey: `${hash}.zip` } } };
  }
  for (const [hash, template] of Object.entries(files.templates ?? {})) {
    write(`${hash}.nested.template.json`, template);
    assets[hash] = {
      source: { path: `${hash}.nested.template.json` },
      destinations: { here: { objectKey: `${hash}.json` } },
    };
  }
  write("all.assets.json", { version: "1", files: assets });
  const artifacts: Record<string, object> = {
    "all.assets": { type: "cdk:asset-manifest", properties: { file: "all.assets.json" } },
  };
  for (const [name, template] of Object.entries(stacks)) {
    write(`${name}.template.json`, template);
    artifacts[name] = { type: "aws:cloudformation:stack", properties: { templateFile: `${name}.template.json` } };
  }
  write("manifest.json", { version: "1", artifacts });
  return directory;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "phonehub-test-"));
  folders.push(folder);
  return folder;
}

/** A function whose code is the asset `hash`. */
export const lambda = (name: string, hash: string, more: object = {}) => ({
  Type: "AWS::Lambda::Function",
  Properties: { FunctionName: name, Handler: "index.handler", Code: { S3Key: `${hash}.zip` }, Timeout: 5, ...more },
});

const arnOf = (logicalId: string) => ({ "Fn::GetAtt": [logicalId, "Arn"] });

/** An HTTP API `Api`; `routes` from route key to the logical id of a function, those of `open` without authorizer. */
export function httpApi(
  routes: Record<string, string>,
  options: { authorizer?: string; open?: string[]; ttl?: number } = {},
) {
  const { authorizer, open = [], ttl = 30 } = options;
  const resources: Resources = { Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "HTTP" } } };
  if (authorizer) {
    resources.Authorizer = {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ApiId: { Ref: "Api" },
        AuthorizerType: "REQUEST",
        AuthorizerPayloadFormatVersion: "2.0",
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: ttl,
        IdentitySource: ["$request.header.Authorization"],
        AuthorizerUri: {
          "Fn::Sub": `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\${${authorizer}.Arn}/invocations`,
        },
      },
    };
  }
  for (const [index, [routeKey, functionId]] of Object.entries(routes).entries()) {
    resources[`Integration${index}`] = {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: { ApiId: { Ref: "Api" }, IntegrationUri: arnOf(functionId), PayloadFormatVersion: "2.0" },
    };
    resources[`Route${index}`] = {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId: { Ref: "Api" },
        RouteKey: routeKey,
        Target: { "Fn::Join": ["/", ["integrations", { Ref: `Integration${index}` }]] },
        ...(authorizer && !open.includes(routeKey) ? { AuthorizerId: { Ref: "Authorizer" } } : {}),
      },
    };
  }
  return resources;
}
