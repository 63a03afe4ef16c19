import { eraseInBatches } from "../../shared/batches/erasing/batches-of-number.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Takes an erased number out of the lists of batches. */
export const handler = queueHandler((body, context) => runEraser("batches", eraseInBatches, body, context));
