import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";
import { eraseVerifications } from "../../shared/verifications/erasing/verifications-of-number.ts";

/** Erases the verifications of a number. */
export const handler = queueHandler((body, context) => runEraser("verifications", eraseVerifications, body, context));
