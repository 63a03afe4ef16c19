import { getErasure } from "../../shared/api/operations/erasures.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOfErasure } from "../../shared/subject-requests/erasures/erasure-view.ts";
import { visibleJob } from "../../shared/subject-requests/jobs/visible-job.ts";

export const handler = httpHandler(getErasure, async ({ caller, params }) =>
  ok(viewOfErasure(await visibleJob(caller, "erasure", params.id))),
);
