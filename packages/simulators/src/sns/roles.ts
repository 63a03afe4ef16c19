import { randomBytes } from "node:crypto";
import { AwsError } from "./query-xml.ts";

export type Role = { roleArn: string; externalId?: string | undefined };

/** One AssumeRole that succeeded. */
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
  assume: (asked: Pick<Session, "roleArn" | "roleSessionName" | "externalId">, seconds: number) => Session;
  session: (accessKeyId: string) => Session | undefined;
  sessions: () => Session[];
};

/** A role that was registered with an external id is given only to those who name it; any other role to everyone. */
export function createRoles(): Roles {
  const roles = new Map<string, Role>();
  const sessions = new Map<string, Session>();
  return {
    register: (role) => void roles.set(role.roleArn, role),
    assume(asked, seconds) {
      const expected = roles.get(asked.roleArn)?.externalId;
      if (expected !== undefined && expected !== asked.externalId) {
        throw new AwsError("AccessDenied", `Not authorized to perform: sts:AssumeRole on ${asked.roleArn}`, 403);
      }
      const session = {
        ...asked,
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
