import { eraseInBatches } from "../../shared/batches/erasing/batches-of-number.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Removes a number from the recipient lists of batches. */
export const handler = queueHandler((body, context) => runEraser("batches", eraseInBatches, body, context));
