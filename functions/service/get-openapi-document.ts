import document from "../../docs/openapi.json" with { type: "json" };
import { getOpenApiDocument } from "../../shared/api/operations/service.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { publicHandler } from "../../shared/lambda/http-handler.ts";

export const handler = publicHandler(getOpenApiDocument, () => ok(document));
