import type { LocalNetwork } from "@phonehub/simulators/local-network";
import * as z from "zod";
import { createFunctionUrl } from "./function-urls/function-url-server.ts";
import { type LoopbackServer, listenOnLoopback, type RequestHandler } from "./http/loopback-server.ts";
import type { OnRequest } from "./http/seen-request.ts";
import { apiDefinition, functionNameIn } from "./http-api/api-definition.ts";
import { createHttpApi } from "./http-api/http-api-server.ts";
import type { FunctionHost } from "./lambda/function-host.ts";
import type { DeployedResource, Deployment } from "./template/deployment.ts";

const UrlProperties = z.object({ TargetFunctionArn: z.string(), AuthType: z.string() });

interface EntryServer {
  resource: DeployedResource;
  server: LoopbackServer;
  handle: { current: RequestHandler };
  /** The origins in the API's CORS setting. */
  pageOrigins: { current: readonly string[] };
}

export interface HttpEntryServers {
  apiUrl: string;
  functionUrls: Record<string, string>;
  /** The URL by resource key, as templates refer to it. A Function URL ends with a slash there. */
  apiEndpoint: (key: string) => string;
  functionUrl: (key: string) => string;
  /** Starts serving. Until then the servers answer every request with 503. */
  open: (host: FunctionHost, onRequest?: OnRequest) => void;
  close: () => Promise<void>;
}

/** Listens for the HTTP APIs and Function URLs of a template, so that all later steps know their addresses. */
export async function startHttpEntryServers(
  deployment: Deployment,
  ports: { api?: number; functionUrls?: Record<string, number> },
  { authorizerSeconds, network }: { authorizerSeconds?: number; network?: LocalNetwork } = {},
): Promise<HttpEntryServers> {
  const opened: EntryServer[] = [];
  const close = async () => {
    await Promise.all(opened.map(({ server }) => server.close()));
  };
  async function listen(resource: DeployedResource, port?: number): Promise<EntryServer> {
    const handle: EntryServer["handle"] = {
      current: async (_request, response) => {
        response.writeHead(503).end();
      },
    };
    const pageOrigins: EntryServer["pageOrigins"] = { current: [] };
    const server = await listenOnLoopback((request, response) => handle.current(request, response), port, {
      ...(network ? { network } : {}),
      pageOrigins: () => pageOrigins.current,
    });
    const entry = { resource, server, handle, pageOrigins };
    opened.push(entry);
    return entry;
  }

  const functions = deployment.resources("AWS::Lambda::Function");
  const target = (url: DeployedResource) => {
    const { TargetFunctionArn, AuthType } = UrlProperties.parse(url.properties());
    const functionName = functionNameIn(TargetFunctionArn);
    const called = functions.find(({ name }) => name === functionName);
    const aliases = [...url.aliases, ...(called?.aliases ?? [])];
    return { functionName, isPublic: AuthType === "NONE", label: called?.label ?? functionName, aliases };
  };
  const portOf = (url: DeployedResource) =>
    target(url)
      .aliases.map((alias) => ports.functionUrls?.[alias])
      .find((port) => port !== undefined);

  const definitionOf = (api: DeployedResource) => {
    const definition = apiDefinition(deployment, api);
    if (authorizerSeconds === undefined) return definition;
    const authorizers = definition.authorizers.map((one) => ({ ...one, resultTtlSeconds: authorizerSeconds }));
    return { ...definition, authorizers };
  };

  try {
    const apis: EntryServer[] = [];
    for (const resource of deployment.resources("AWS::ApiGatewayV2::Api")) {
      apis.push(await listen(resource, apis.length === 0 ? ports.api : 0));
    }
    const urls: EntryServer[] = [];
    for (const resource of deployment.resources("AWS::Lambda::Url"))
      urls.push(await listen(resource, portOf(resource)));
    const urlOf = (servers: EntryServer[], key: string) =>
      servers.find(({ resource }) => resource.key === key)?.server.url ?? "";
    return {
      apiUrl: apis[0]?.server.url ?? "",
      functionUrls: Object.fromEntries(urls.map(({ resource, server }) => [target(resource).label, server.url])),
      apiEndpoint: (key) => urlOf(apis, key),
      functionUrl: (key) => `${urlOf(urls, key)}/`,
      open(host, onRequest) {
        for (const { resource, server, handle, pageOrigins } of apis) {
          const definition = definitionOf(resource);
          pageOrigins.current = definition.cors?.origins ?? [];
          handle.current = createHttpApi(definition, host, server.port, onRequest);
        }
        for (const { resource, server, handle } of urls) {
          handle.current = createFunctionUrl(
            { ...target(resource), port: server.port, ...(onRequest ? { onRequest } : {}) },
            host,
          );
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
