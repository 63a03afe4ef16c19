import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test may read any member of an answer
  body: any;
}

export interface HttpQuestion {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** The address to connect to in place of the URL's host. The Host header keeps the URL's host, which fetch does not allow. */
  address?: string | undefined;
}

/** Sends one request, and parses the answer if it is JSON. */
export const ask = ({ method, url, headers = {}, body = "", address }: HttpQuestion): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const asked = new URL(url);
    const connected = new URL(`${asked.pathname}${asked.search}`, address ?? asked.origin);
    const request = connected.protocol === "https:" ? requestHttps : requestHttp;
    const length = String(Buffer.byteLength(body));
    const outgoing = request(
      connected,
      { method, headers: { host: asked.host, ...headers, "content-length": length } },
      async (answer) => {
        try {
          let text = "";
          for await (const chunk of answer.setEncoding("utf8")) text += chunk;
          const isJson = text !== "" && /json/.test(answer.headers["content-type"] ?? "");
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: isJson ? JSON.parse(text) : text });
        } catch (error) {
          reject(error);
        }
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
