import { getErasure } from "../../shared/api/operations/erasures.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOfErasure } from "../../shared/subject-requests/jobs/job.ts";
import { visibleJob } from "../../shared/subject-requests/jobs/job-reads.ts";

export const handler = httpHandler(getErasure, async ({ caller, params }) =>
  ok(viewOfErasure(await visibleJob(caller, "erasure", params.id))),
);
