import { recordOptOutEvents } from "../../shared/opt-outs/events/record-opt-out-events.ts";
import { streamHandler } from "../../shared/lambda/stream-handler.ts";

export const handler = streamHandler(recordOptOutEvents);
