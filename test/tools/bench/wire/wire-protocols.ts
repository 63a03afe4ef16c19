import type { IncomingHttpHeaders } from "node:http";
import { logicalName, type Units, unitsOf, withUnitsReported } from "./dynamodb-units.ts";

export type ServiceName = "dynamodb" | "kms" | "sqs" | "twilio";

export interface WireRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

/** The wire protocol of one service. */
export interface ServiceProtocol {
  about: (request: WireRequest, body: string) => string;
  /** Returns the body to pass on. */
  edit: (request: WireRequest, body: string) => string;
  units: (request: WireRequest, answer: string) => Units;
}

const noUnits: Units = { writes: {}, reads: 0 };

/** `DynamoDB_20120810.PutItem` → `PutItem` */
const operationOf = ({ headers }: WireRequest): string => String(headers["x-amz-target"] ?? "").replace(/^.*\./, "");

const unbilled = { edit: (_: WireRequest, body: string) => body, units: () => noUnits };
const awsJson: ServiceProtocol = { about: operationOf, ...unbilled };

const dynamodb: ServiceProtocol = {
  about: (request, body) => [operationOf(request), ...tablesIn(body)].join(" "),
  edit: (request, body) => withUnitsReported(operationOf(request), body),
  units: (request, answer) => unitsOf(operationOf(request), answer),
};

/** `POST …/Messages.json` → `POST Messages`, `GET …/PhoneNumbers/+1415…` → `GET PhoneNumbers` */
const twilio: ServiceProtocol = {
  about: ({ method, path }) => {
    const resource = path.split(/[/?]/).findLast((part) => /^[A-Z][A-Za-z]+(\.json)?$/.test(part)) ?? path;
    return `${method} ${resource.replace(".json", "")}`;
  },
  ...unbilled,
};

export const wireProtocols: Readonly<Record<ServiceName, ServiceProtocol>> = {
  dynamodb,
  kms: awsJson,
  sqs: awsJson,
  twilio,
};

/** The logical names of the tables in a request. */
const tablesIn = (body: string): string[] => [
  ...new Set([...body.matchAll(/"([\w.-]+Table)"/g)].map(([, name = ""]) => logicalName(name))),
];
