import { streamHandler } from "../../shared/lambda/stream-handler.ts";
import { recordOptOutEvents } from "../../shared/opt-outs/opt-out-events.ts";

export const handler = streamHandler(recordOptOutEvents);
