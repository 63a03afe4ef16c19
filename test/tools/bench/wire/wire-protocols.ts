import type { IncomingHttpHeaders } from "node:http";
import { logicalName, type Units, unitsOf, withUnitsReported } from "./dynamodb-units.ts";

export type ServiceName = "dynamodb" | "kms" | "sqs" | "twilio";

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

/** How one service is spoken to. */
export interface ServiceProtocol {
  about: (asked: Asked, body: string) => string;
  /** The body to pass on. */
  edit: (asked: Asked, body: string) => string;
  units: (asked: Asked, answer: string) => Units;
}

const noUnits: Units = { writes: {}, reads: 0 };

/** `DynamoDB_20120810.PutItem` → `PutItem` */
const operationOf = ({ headers }: Asked): string => String(headers["x-amz-target"] ?? "").replace(/^.*\./, "");

const unbilled = { edit: (_: Asked, body: string) => body, units: () => noUnits };
const awsJson: ServiceProtocol = { about: operationOf, ...unbilled };

const dynamodb: ServiceProtocol = {
  about: (asked, body) => [operationOf(asked), ...tablesIn(body)].join(" "),
  edit: (asked, body) => withUnitsReported(operationOf(asked), body),
  units: (asked, answer) => unitsOf(operationOf(asked), answer),
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

/** The tables that stand in a request, by their logical names. */
const tablesIn = (body: string): string[] => [
  ...new Set([...body.matchAll(/"([\w.-]+Table)"/g)].map(([, name = ""]) => logicalName(name))),
];
