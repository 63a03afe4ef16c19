import { getHealth } from "../../shared/api/operations/service.ts";
import { config } from "../../shared/kernel/config.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { publicHandler } from "../../shared/lambda/http-handler.ts";

export const handler = publicHandler(getHealth, () =>
  ok({ status: "ok", environment: config.environment(), version: config.version() }),
);
