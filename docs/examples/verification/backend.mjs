// The few lines that a page's own server needs: the API key stays here, and the page never sees a verification's id.
import { randomBytes } from "node:crypto";

/** Handles `POST /verification` (start), `/verification/check` and `/verification/resend`. Null: not one of them. */
export const verificationBackend = ({ hubUrl, apiKey, hostname }) => {
  const hub = async (path, body) => {
    const answer = await fetch(`${hubUrl}/v1/verifications${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };

  /** What each visitor is proving: { id, to } by session. A real server uses its session store, which outlives the process. */
  const sessions = new Map();
  const remember = (session) => {
    const key = randomBytes(32).toString("base64url");
    sessions.set(key, session);
    if (sessions.size > 10_000) sessions.delete(sessions.keys().next().value);
    // Behind https, add Secure.
    return { "set-cookie": `verification=${key}; HttpOnly; SameSite=Strict; Path=/` };
  };
  const sessionOf = ({ headers }) => sessions.get(/(?:^|; )verification=([\w-]+)/.exec(headers.cookie ?? "")?.[1]);

  const routes = {
    "POST /verification": async ({ to, locale }, { clientIp }) => {
      const started = await hub("", { to, locale, purpose: "phone_verification", clientIp, webOrigin: hostname });
      return shown(started, started.status === 201 ? remember({ id: started.body.id, to }) : {});
    },
    "POST /verification/resend": async ({ locale }, { session, clientIp }) => {
      if (!session) return refused(404, "not_found");
      return shown(await hub(`/${session.id}/resend`, { locale, clientIp, webOrigin: hostname }));
    },
    "POST /verification/check": async ({ code }, { session, clientIp }) => {
      if (!session) return refused(404, "not_found");
      const { status, body } = await hub(`/${session.id}/check`, { code, clientIp });
      // Where body.approved is true, a real server writes down here that its signed-in user holds session.to:
      // the number of its own session, never one that the page sends along with the code.
      return shown({ status, body: { approved: body.approved, ...(body.verification ?? body) } });
    },
  };

  return async (request) => {
    const route = routes[`${request.method} ${request.url}`];
    if (!route) return null;
    if (!isFromOwnPage(request)) return refused(403, "forbidden");
    const clientIp = request.socket.remoteAddress?.replace(/^::ffff:/, "");
    return route(await bodyOf(request), { session: sessionOf(request), clientIp });
  };
};

/**
 * Another site must not make its visitors' browsers ask for codes: no form can send JSON, a script elsewhere would first have to
 * ask this server whether it may, and browsers tell by themselves where a request comes from.
 */
const isFromOwnPage = ({ headers }) =>
  headers["content-type"]?.split(";")[0].trim().toLowerCase() === "application/json" &&
  (headers["sec-fetch-site"] ?? "same-origin") === "same-origin";

const refused = (status, error) => ({ status, headers: {}, body: { error } });

/** What the page needs, and no more: neither ids nor the hub's own explanations. */
const shown = ({ status, body }, headers = {}) => ({
  status,
  headers,
  body: {
    approved: body.approved,
    to: body.to,
    status: body.status,
    attemptsLeft: body.attemptsLeft,
    nextSendAt: body.nextSendAt,
    error: body.code,
  },
});

const bodyOf = async (request) => {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) throw new Error("too large");
  }
  return JSON.parse(text || "{}");
};
