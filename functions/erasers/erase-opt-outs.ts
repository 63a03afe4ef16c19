import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { eraseOptOuts } from "../../shared/opt-outs/opt-outs-of-number.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Takes the number out of its opt-outs, which go on counting. */
export const handler = queueHandler((body, context) => runEraser("optOuts", eraseOptOuts, body, context));
