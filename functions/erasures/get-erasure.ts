import { getErasure } from "../../shared/api/erasures.ts";
import { viewOfErasure } from "../../shared/erasures/erasure-view.ts";
import { visibleJob } from "../../shared/jobs/visible-job.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(getErasure, async ({ caller, params }) =>
  ok(viewOfErasure(await visibleJob(caller, "erasure", params.id))),
);
