import { randomUUID } from "node:crypto";
import type { Answer } from "../wire/reply.ts";

const namespaces = {
  sns: "http://sns.amazonaws.com/doc/2010-03-31/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
} as const;

export type AwsService = keyof typeof namespaces;

/** An operation throws this error. It becomes the ErrorResponse of the AWS Query protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The answer of a successful action. `result` is XML with escaped texts. */
export function resultAnswer(service: AwsService, action: string, result: string): Answer {
  const requestId = randomUUID();
  return xml(
    200,
    requestId,
    `<${action}Response xmlns="${namespaces[service]}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export function errorAnswer(service: AwsService, { code, message, status }: AwsError): Answer {
  const requestId = randomUUID();
  const type = status < 500 ? "Sender" : "Receiver";
  return xml(
    status,
    requestId,
    `<ErrorResponse xmlns="${namespaces[service]}"><Error><Type>${type}</Type>${element("Code", code)}` +
      `${element("Message", message)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

export function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function xml(status: number, requestId: string, body: string): Answer {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
