// The few lines that a page's own server needs: the API key stays here, and the page never sees a verification's id.

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

  return async (request) => {
    const clientIp = request.socket.remoteAddress?.replace(/^::ffff:/, "");
    const id = /(?:^|; )verification=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
    switch (`${request.method} ${request.url}`) {
      case "POST /verification": {
        const { to, locale } = await bodyOf(request);
        const started = await hub("", { to, locale, purpose: "phone_verification", clientIp, webOrigin: hostname });
        return shown(started, { "set-cookie": `verification=${started.body.id}; HttpOnly; SameSite=Strict; Path=/` });
      }
      case "POST /verification/resend":
        return shown(
          await hub(`/${id}/resend`, { locale: (await bodyOf(request)).locale, clientIp, webOrigin: hostname }),
        );
      case "POST /verification/check": {
        const checked = await hub(`/${id}/check`, { code: (await bodyOf(request)).code, clientIp });
        // Here a real server would write down that its user holds this number.
        return shown({
          ...checked,
          body: { approved: checked.body.approved, ...(checked.body.verification ?? checked.body) },
        });
      }
      default:
        return null;
    }
  };
};

/** What the page needs, and no more: neither ids nor the hub's own explanations. */
const shown = ({ status, body }, headers = {}) => ({
  status,
  headers: status === 201 ? headers : {},
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
