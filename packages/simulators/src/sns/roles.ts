import { randomBytes } from "node:crypto";
import { AwsError } from "./query-xml.ts";

export type Role = { roleArn: string; externalId?: string | undefined };

/** The result of a successful AssumeRole. */
export type Session = {
  roleArn: string;
  roleSessionName: string;
  externalId: string | null;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: number;
};

export type Roles = {
  register: (role: Role) => void;
  assume: (request: Pick<Session, "roleArn" | "roleSessionName" | "externalId">, seconds: number) => Session;
  session: (accessKeyId: string) => Session | undefined;
  sessions: () => Session[];
};

/** A caller gets a role that was registered with an external id only with that id. Everybody gets any other role. */
export function createRoles(): Roles {
  const roles = new Map<string, Role>();
  const sessions = new Map<string, Session>();
  return {
    register: (role) => void roles.set(role.roleArn, role),
    assume(request, seconds) {
      const expected = roles.get(request.roleArn)?.externalId;
      if (expected !== undefined && expected !== request.externalId) {
        throw new AwsError("AccessDenied", `Not authorized to perform: sts:AssumeRole on ${request.roleArn}`, 403);
      }
      const session = {
        ...request,
        accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString("base64"),
        sessionToken: randomBytes(96).toString("base64"),
        expiresAt: Date.now() + seconds * 1000,
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    session: (accessKeyId) => sessions.get(accessKeyId),
    sessions: () => [...sessions.values()],
  };
}
