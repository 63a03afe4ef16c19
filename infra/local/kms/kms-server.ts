import { randomUUID } from "node:crypto";
import { type Listening, type LoopbackServer, listenOnLoopback } from "../http/loopback-server.ts";
import { readBody } from "../http/read-body.ts";
import { type KeyRing, KmsError } from "./keys.ts";
import { kmsOperations } from "./operations.ts";

/**
 * Serves KMS's wire protocol (AWS JSON 1.1) with keys that really encrypt. It also answers calls to AWS services that the local stack does
 * not serve, with an error: no call of a function may reach the internet.
 */
export function startKms(keys: KeyRing, listening: Listening = {}): Promise<LoopbackServer> {
  return listenOnLoopback(
    async (request, response) => {
      const body = await readBody(request, 1024 * 1024);
      const { status, answer } = perform(keys, String(request.headers["x-amz-target"] ?? ""), body);
      response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() })
        .end(JSON.stringify(answer));
    },
    0,
    listening,
  );
}

function perform(keys: KeyRing, target: string, body: Buffer | undefined): { status: number; answer: object } {
  try {
    const [service, name = ""] = target.split(".");
    const operation = service === "TrentService" ? kmsOperations[name] : undefined;
    if (!operation)
      throw new KmsError("UnknownOperationException", `The local stack does not serve ${target || "this service"}.`);
    return { status: 200, answer: operation(keys, parse(body)) };
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    return { status: 400, answer: { __type: error.code, message: error.message } };
  }
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() || "{}");
  } catch {
    throw new KmsError("SerializationException", "The body is not JSON.");
  }
}
