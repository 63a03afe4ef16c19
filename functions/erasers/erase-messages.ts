import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { eraseMessages } from "../../shared/messages/erasing/messages-of-number.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Erases the messages to and from a number: first at the provider, then in the hub. */
export const handler = queueHandler((body, context) => runEraser("messages", eraseMessages, body, context));
