import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { eraseOptOuts } from "../../shared/opt-outs/opt-outs-of-number.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Removes the number from its opt-outs. The opt-outs themselves stay in force. */
export const handler = queueHandler((body, context) => runEraser("optOuts", eraseOptOuts, body, context));
