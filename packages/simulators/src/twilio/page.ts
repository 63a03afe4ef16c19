import { type Answer, jsonAnswer } from "../wire/reply.ts";
import type { Call } from "./operation.ts";
import { TwilioError } from "./twilio-error.ts";

/**
 * A page of the 2010 API. `PageToken` names the last item of the previous page, so new messages at the top of the list do not shift the
 * pages. `Page` without a token counts from the top.
 */
export function pageAnswer<T extends { sid: string }>(
  call: Call,
  key: string,
  items: T[],
  resource: (item: T) => unknown,
): Answer {
  const { shown, page, size, first, next, previous, own } = pageOf(call, items);
  return jsonAnswer(200, {
    [key]: shown.map(resource),
    first_page_uri: first,
    next_page_uri: next,
    previous_page_uri: previous,
    uri: own,
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(shown.length - 1, 0),
  });
}

/** A page of the newer APIs: its items, and `meta` with absolute URLs. */
export function metaPageAnswer<T extends { sid: string }>(
  call: Call,
  key: string,
  items: T[],
  resource: (item: T) => unknown,
): Answer {
  const { shown, page, size, first, next, previous, own } = pageOf(call, items);
  const absolute = (uri: string | null) => (uri === null ? null : call.world.baseUrl() + uri);
  return jsonAnswer(200, {
    [key]: shown.map(resource),
    meta: {
      page,
      page_size: size,
      first_page_url: absolute(first),
      previous_page_url: absolute(previous),
      url: absolute(own),
      next_page_url: absolute(next),
      key,
    },
  });
}

function pageOf<T extends { sid: string }>(call: Call, items: T[]) {
  const size = wholeNumber(call.params, "PageSize", 50, 1, 1000);
  const page = wholeNumber(call.params, "Page", 0, 0, Number.MAX_SAFE_INTEGER);
  const token = call.params.get("PageToken");
  const start = token === null ? page * size : positionAfter(items, token);
  const shown = items.slice(start, start + size);
  const last = shown.at(-1);
  const hasMore = last !== undefined && start + size < items.length;
  const uri = (parameters: Record<string, string>) => pageUri(call, { PageSize: String(size), ...parameters });
  return {
    shown,
    page,
    size,
    first: uri({ Page: "0" }),
    next: hasMore ? uri({ Page: String(page + 1), PageToken: `PA${last.sid}` }) : null,
    previous: page > 0 ? uri({ Page: String(page - 1) }) : null,
    own: uri({ Page: String(page), ...(token === null ? {} : { PageToken: token }) }),
  };
}

function positionAfter<T extends { sid: string }>(items: T[], token: string): number {
  const at = items.findIndex((item) => `PA${item.sid}` === token);
  if (at === -1) throw new TwilioError(20006, "The page token is not valid");
  return at + 1;
}

function pageUri(call: Call, parameters: Record<string, string>): string {
  const query = new URLSearchParams(call.params);
  query.delete("PageToken");
  for (const [name, value] of Object.entries(parameters)) query.set(name, value);
  return `${call.incoming.path}?${query}`;
}

function wholeNumber(params: URLSearchParams, name: string, fallback: number, least: number, most: number): number {
  const text = params.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw new TwilioError(20001, `${name} must be a number`);
  return Math.min(Math.max(Number(text), least), most);
}
