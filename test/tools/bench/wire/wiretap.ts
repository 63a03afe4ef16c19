import { Agent, type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { listenOnLoopback } from "../../../../infra/local/http/loopback-server.ts";
import { readBody } from "../../../../infra/local/http/read-body.ts";
import type { Units } from "./dynamodb-units.ts";
import { type ServiceName, type ServiceProtocol, type WireRequest, wireProtocols } from "./wire-protocols.ts";

/** One request that a function made, by the clock of this process. */
export interface WireCall extends Units {
  service: ServiceName;
  /** The operation and its table: `UpdateItem Messages`. */
  about: string;
  start: number;
  end: number;
}

export interface Wiretap {
  /** The proxies' URLs, which the functions get instead of each service's own. */
  urls: Record<ServiceName, string>;
  /** Sets the services' own URLs. Call it when all services listen. */
  pointAt: (targets: Record<ServiceName, string>) => void;
  /** Delays every call from now on by this time. */
  delayBy: (milliseconds: number) => void;
  /** Returns the calls since the last `take`, in the order of their start. */
  take: () => WireCall[];
  close: () => Promise<void>;
}

const maximumBytes = 16 * 1024 * 1024;

/** Starts proxies between the functions and the services that they call. They pass all calls on, count them, and can delay them. */
export async function startWiretap(): Promise<Wiretap> {
  const agent = new Agent({ keepAlive: true });
  let delay = 0;
  let calls: WireCall[] = [];
  const targets: Partial<Record<ServiceName, string>> = {};

  async function proxy(service: ServiceName, protocol: ServiceProtocol) {
    const server = await listenOnLoopback(async (request, response) => {
      const start = performance.now();
      const target = targets[service];
      const received = await readBody(request, maximumBytes);
      if (!target || !received) throw new Error(`The proxy for ${service} cannot pass this request on.`);
      if (delay > 0) await sleep(delay);
      const call = { method: request.method ?? "GET", path: request.url ?? "/", headers: request.headers };
      // The service must see its own URL, because SQS reads it in the request.
      const body = received.toString().replaceAll(server.url, target);
      const answer = await passOn(target, { ...call, body: protocol.edit(call, body) });
      const units = protocol.units(call, answer.body.toString());
      calls.push({ service, about: protocol.about(call, body), start, end: performance.now(), ...units });
      response.writeHead(answer.status, withoutConnection(answer.headers)).end(answer.body);
    });
    return server;
  }

  const passOn = (
    target: string,
    { method, path, headers, body }: WireRequest & { body: string },
  ): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const own = { ...withoutConnection(headers), "content-length": String(Buffer.byteLength(body)) };
      const outgoing = requestHttp(`${target}${path}`, { method, headers: own, agent }, (incoming) => {
        readBody(incoming, maximumBytes).then(
          (read) => resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: read ?? empty }),
          reject,
        );
      });
      outgoing.on("error", reject).end(body);
    });

  const [dynamodb, kms, sqs, twilio] = await Promise.all([
    proxy("dynamodb", wireProtocols.dynamodb),
    proxy("kms", wireProtocols.kms),
    proxy("sqs", wireProtocols.sqs),
    proxy("twilio", wireProtocols.twilio),
  ]);
  return {
    urls: { dynamodb: dynamodb.url, kms: kms.url, sqs: sqs.url, twilio: twilio.url },
    pointAt: (given) => void Object.assign(targets, given),
    delayBy(milliseconds) {
      delay = milliseconds;
    },
    take() {
      const taken = calls;
      calls = [];
      return taken.sort((a, b) => a.start - b.start);
    },
    async close() {
      await Promise.all([dynamodb, kms, sqs, twilio].map((server) => server.close()));
      agent.destroy();
    },
  };
}

interface WireAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const empty = Buffer.alloc(0);

/** Removes the headers that belong to the connection, not to the request or the answer. */
const withoutConnection = ({
  host: _host,
  connection: _connection,
  "content-length": _length,
  "transfer-encoding": _encoding,
  "keep-alive": _keepAlive,
  ...headers
}: IncomingHttpHeaders): IncomingHttpHeaders => headers;
