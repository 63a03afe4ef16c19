import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The secret key that every local function has (function-settings.ts). */
const secretAccessKey = "local";

/** S3's error answer. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

const denied = (message: string): Refusal => ({ status: 403, code: "AccessDenied", message });
const mismatch: Refusal = {
  status: 403,
  code: "SignatureDoesNotMatch",
  message:
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
};
const noLength: Refusal = {
  status: 411,
  code: "MissingContentLength",
  message: "You must provide the Content-Length HTTP header.",
};
export const tooLarge: Refusal = {
  status: 400,
  code: "EntityTooLarge",
  message: "Your proposed upload exceeds the maximum allowed size",
};
export const noSuchKey: Refusal = {
  status: 404,
  code: "NoSuchKey",
  message: "The specified key does not exist.",
};
export const changedSince: Refusal = {
  status: 412,
  code: "PreconditionFailed",
  message: "At least one of the pre-conditions you specified did not hold",
};
export const failed: Refusal = {
  status: 500,
  code: "InternalError",
  message: "We encountered an internal error. Please try again.",
};

/**
 * S3's refusal of a request for an object, else null. A request with a presigned URL must match everything that was signed: method, path,
 * query, and the signed headers, such as a file's length. Requests of the AWS SDK come from the hub itself and carry their signature in a
 * header, which this does not check. `host` is the host in presigned URLs; in a container, requests can have other Host headers.
 */
export function refusalOf(
  request: Pick<IncomingMessage, "method" | "url" | "headers">,
  host: string,
  now: number,
): Refusal | null {
  const { searchParams: query, path } = parts(request.url ?? "/");
  const signature = query.get("X-Amz-Signature");
  if (signature === null) return request.headers.authorization ? null : denied("Access Denied");
  const signedAt = timeOf(query.get("X-Amz-Date") ?? "");
  const seconds = Number(query.get("X-Amz-Expires"));
  const scope = (query.get("X-Amz-Credential") ?? "").split("/").slice(1);
  const names = (query.get("X-Amz-SignedHeaders") ?? "").split(";");
  if (
    Number.isNaN(signedAt) ||
    !(seconds > 0) ||
    scope.length !== 4 ||
    query.get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256"
  )
    return {
      status: 400,
      code: "AuthorizationQueryParametersError",
      message:
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    };
  if (now > signedAt + seconds * 1000) return denied("Request has expired");
  const headers = { ...request.headers, host };
  if (request.method === "PUT" && headers["content-length"] === undefined) return noLength;
  const canonical = [
    request.method,
    path,
    canonicalQuery(query),
    ...names.map((name) => `${name}:${String(headers[name as keyof typeof headers] ?? "").trim()}`),
    "",
    names.join(";"),
    query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", query.get("X-Amz-Date"), scope.join("/"), sha256(canonical)].join("\n");
  return hmac(signingKey(scope), toSign).toString("hex") === signature ? null : mismatch;
}

export const refusalXml = ({ code, message }: Refusal, requestId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`;

function parts(target: string): { path: string; searchParams: URLSearchParams } {
  const mark = target.indexOf("?");
  return mark === -1
    ? { path: target, searchParams: new URLSearchParams() }
    : { path: target.slice(0, mark), searchParams: new URLSearchParams(target.slice(mark + 1)) };
}

/** Parses a time such as `20261130T080000Z`. NaN if it is invalid. */
const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

/** Encodes by RFC 3986, as AWS does: also the characters !'()* that encodeURIComponent leaves. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join("&");

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const signingKey = (scope: readonly string[]): Buffer =>
  scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
