import { listEvents } from "../../shared/api/operations/events.ts";
import { eventPage } from "../../shared/events/event-reads.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listEvents, async ({ caller, query }) => ok(await eventPage(caller, query)));
