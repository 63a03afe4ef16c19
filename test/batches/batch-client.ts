import type { Api, ApiAnswer } from "../support/api.ts";
import { eventually } from "../support/hub/hub-connection.ts";

export const randomSeed = (): number => Math.floor(Math.random() * 7_000_000);

const ended = ["completed", "canceled", "failed"];

export const getBatch = async (api: Api, id: string) => (await api.get(`/v1/message-batches/${id}`)).body;

/** Waits for the batch's end and returns the batch. After `milliseconds` returns the batch as it is. */
export const endOf = (api: Api, id: string, milliseconds = 60_000) =>
  eventually(
    () => getBatch(api, id),
    (batch) => ended.includes(batch.status),
    milliseconds,
  );

export const createBatch = (api: Api, body: object, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
  api.post("/v1/message-batches", body, headers);

/** Uploads a list and creates a batch from it. */
export const uploadBatch = async (
  api: Api,
  content: string | Uint8Array,
  batch: object,
  format: "csv" | "jsonl" = "csv",
): Promise<ApiAnswer> => {
  const bytes = Buffer.from(content);
  const upload = await api.post("/v1/message-batches/uploads", { format, bytes: bytes.length });
  const put = await fetch(upload.body.url, { method: "PUT", body: bytes, headers: upload.body.headers });
  if (!put.ok) throw new Error(await put.text());
  return createBatch(api, { uploadId: upload.body.uploadId, ...batch });
};
