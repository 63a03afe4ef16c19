import type { Incoming } from "../wire/incoming.ts";
import { AwsError } from "./query-xml.ts";
import type { Roles } from "./roles.ts";

/** The credentials that signed a request. The simulator reads the access key's id, and does not check the signature. */
export type Signer = { accessKeyId: string; region: string; service: string; roleArn: string | null };

export function signerOf(incoming: Incoming, roles: Roles): Signer {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    incoming.headers.authorization ?? "",
  );
  const [, accessKeyId, region, service] = credential ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  return { accessKeyId, region, service, roleArn: roleArnOf(incoming, roles, accessKeyId) };
}

/** Access keys that begin with ASIA are temporary: only keys from this simulator, with their session token, are valid. */
function roleArnOf(incoming: Incoming, roles: Roles, accessKeyId: string): string | null {
  if (!accessKeyId.startsWith("ASIA")) return null;
  const session = roles.session(accessKeyId);
  if (session === undefined || session.sessionToken !== incoming.headers["x-amz-security-token"]) {
    throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
  }
  if (session.expiresAt <= Date.now()) {
    throw new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
  }
  return session.roleArn;
}
