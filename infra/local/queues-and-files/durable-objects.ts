import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { S3Store } from "../../../node_modules/fauxqs/dist/s3/s3Store.js";
import type { S3Object } from "../../../node_modules/fauxqs/dist/s3/s3Types.js";
import { readObjects, removeObject, writeObject } from "./object-file.ts";

/**
 * Makes the store keep every object in a file below `folder` instead of in memory. It writes the file before it answers the upload. The
 * parts of an incomplete upload are lost with the process, but so is the function that sends them: it starts again.
 */
export function keepObjects(store: S3Store, folder: string): void {
  const createBucket = store.createBucket.bind(store);
  const putObject = store.putObject.bind(store);
  const completeMultipartUpload = store.completeMultipartUpload.bind(store);
  const deleteObject = store.deleteObject.bind(store);
  const bucketFolder = (bucket: string) => join(folder, bucket);
  const uploaded = new Map<string, { bucket: string; key: string }>();

  store.createBucket = (bucket) => {
    if (store.hasBucket(bucket)) return;
    createBucket(bucket);
    mkdirSync(bucketFolder(bucket), { recursive: true, mode: 0o700 });
    for (const object of readObjects(bucketFolder(bucket))) objectsOf(bucket)?.set(object.key, object);
  };

  /** Writes the store's new object to a file. If that fails, restores the store's previous object. */
  function file(bucket: string, object: S3Object, before: S3Object | undefined): S3Object {
    try {
      const filed = writeObject(bucketFolder(bucket), object);
      objectsOf(bucket)?.set(object.key, filed);
      return filed;
    } catch (error) {
      if (before) objectsOf(bucket)?.set(object.key, before);
      else objectsOf(bucket)?.delete(object.key);
      throw error;
    }
  }

  // The store offers no other way: its own `putObject` keeps the content in memory.
  // biome-ignore lint/complexity/useLiteralKeys: TypeScript allows access to a private member only in this form.
  const objectsOf = (bucket: string) => store["buckets"].get(bucket);

  store.putObject = (bucket, key, ...more) => {
    const before = objectsOf(bucket)?.get(key);
    return file(bucket, putObject(bucket, key, ...more), before);
  };
  const createMultipartUpload = store.createMultipartUpload.bind(store);
  store.createMultipartUpload = (bucket, key, ...more) => {
    const uploadId = createMultipartUpload(bucket, key, ...more);
    uploaded.set(uploadId, { bucket, key });
    return uploadId;
  };
  store.completeMultipartUpload = (uploadId, parts) => {
    const place = uploaded.get(uploadId);
    const before = place && objectsOf(place.bucket)?.get(place.key);
    const object = completeMultipartUpload(uploadId, parts);
    uploaded.delete(uploadId);
    return place ? file(place.bucket, object, before) : object;
  };
  store.deleteObject = (bucket, key) => {
    deleteObject(bucket, key);
    removeObject(bucketFolder(bucket), key);
  };
}
