import * as z from "zod";
import { operation } from "../operation.ts";

export const getOpenApiDocument = operation({
  id: "getOpenApiDocument",
  method: "GET",
  path: "/openapi.json",
  permission: "none",
  summary: "Get this API's OpenAPI document",
  answers: { 200: z.looseObject({ openapi: z.string() }) },
});

export const getHealth = operation({
  id: "getHealth",
  method: "GET",
  path: "/health",
  permission: "none",
  summary: "Tell whether the hub is up",
  answers: { 200: z.object({ status: z.literal("ok"), environment: z.string(), version: z.string() }) },
});
