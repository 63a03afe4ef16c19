import * as z from "zod";
import type { DeployedResource, Deployment } from "../template/deployment.ts";
import type { Route } from "./routes.ts";

export interface Authorizer {
  id: string;
  functionName: string;
  /** The lower-case names of the request headers that identify the caller. */
  identityHeaders: string[];
  resultTtlSeconds: number;
}

export interface CorsSettings {
  origins: string[];
  methods: string[];
  headers: string[];
  exposeHeaders: string[];
  maxAgeSeconds?: number;
  allowCredentials: boolean;
}

export interface ApiDefinition {
  key: string;
  apiId: string;
  stage: string;
  routes: Route[];
  authorizers: Authorizer[];
  cors?: CorsSettings;
}

const Strings = z.array(z.string()).default([]);
const Api = z.object({
  CorsConfiguration: z
    .object({
      AllowOrigins: Strings,
      AllowMethods: Strings,
      AllowHeaders: Strings,
      ExposeHeaders: Strings,
      MaxAge: z.coerce.number().optional(),
      AllowCredentials: z.coerce.boolean().default(false),
    })
    .optional(),
});
const ApiRoute = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizerId: z.string().optional(),
});
const Integration = z.object({ ApiId: z.string(), IntegrationUri: z.string(), PayloadFormatVersion: z.literal("2.0") });
const ApiAuthorizer = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal("REQUEST"),
  AuthorizerUri: z.string(),
  AuthorizerPayloadFormatVersion: z.literal("2.0"),
  EnableSimpleResponses: z.literal(true),
  IdentitySource: Strings,
  AuthorizerResultTtlInSeconds: z.coerce.number().default(0),
});
const ApiStage = z.object({ ApiId: z.string(), StageName: z.string() });

/** The template's HTTP API. The local server supports payload 2.0, and Lambda authorizers with simple responses. */
export function apiDefinition(deployment: Deployment, api: DeployedResource): ApiDefinition {
  const apiId = api.ref();
  const ofThisApi = ({ ApiId }: { ApiId: string }) => ApiId === apiId;
  const parsed = <Schema extends z.ZodType<{ ApiId: string }>>(type: string, schema: Schema) =>
    deployment
      .resources(`AWS::ApiGatewayV2::${type}`)
      .map((resource) => ({ id: resource.ref(), ...schema.parse(resource.properties()) }))
      .filter(ofThisApi);

  const integrations = new Map(
    parsed("Integration", Integration).map(({ id, IntegrationUri }) => [id, IntegrationUri]),
  );
  const cors = Api.parse(api.properties()).CorsConfiguration;
  return {
    key: api.key,
    apiId,
    stage: parsed("Stage", ApiStage)[0]?.StageName ?? "$default",
    routes: parsed("Route", ApiRoute).map(({ RouteKey, Target, AuthorizerId }) => ({
      routeKey: RouteKey,
      functionName: functionNameIn(integrations.get(Target.replace("integrations/", ""))),
      ...(AuthorizerId === undefined ? {} : { authorizer: AuthorizerId }),
    })),
    authorizers: parsed("Authorizer", ApiAuthorizer).map((authorizer) => ({
      id: authorizer.id,
      functionName: functionNameIn(authorizer.AuthorizerUri),
      identityHeaders: authorizer.IdentitySource.map(headerName),
      resultTtlSeconds: authorizer.AuthorizerResultTtlInSeconds,
    })),
    ...(cors ? { cors: corsSettings(cors) } : {}),
  };
}

/** Takes the name out of a function's ARN, or of API Gateway's invocation path. Both contain `function:<name>`. */
export function functionNameIn(uri: string | undefined): string {
  const name = uri?.match(/:function:([\w-]+)/)?.[1];
  if (!name) throw new Error(`${uri} does not name a function.`);
  return name;
}

function headerName(source: string): string {
  const header = source.match(/^\$request\.header\.(.+)$/)?.[1];
  if (!header)
    throw new Error(`The local server does not support the identity source ${source}, only request headers.`);
  return header.toLowerCase();
}

const corsSettings = (cors: NonNullable<z.infer<typeof Api>["CorsConfiguration"]>): CorsSettings => ({
  origins: cors.AllowOrigins,
  methods: cors.AllowMethods,
  headers: cors.AllowHeaders,
  exposeHeaders: cors.ExposeHeaders,
  ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
  allowCredentials: cors.AllowCredentials,
});
