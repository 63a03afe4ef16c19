import { readFileSync } from "node:fs";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { writeWhole } from "../files/private-files.ts";

export interface SigningKey {
  kid: string;
  privateKey: Awaited<ReturnType<typeof importJWK>>;
  /** The public key as in the JWKS. */
  publicJwk: JWK;
}

/** An RSA key. With `file`, the key and the tokens that it signed outlive this process. */
export async function signingKey(file?: string): Promise<SigningKey> {
  const jwk = (file && storedKey(file)) || (await newKey(file));
  const { kty, n, e } = jwk;
  const kid = await calculateJwkThumbprint(jwk);
  const publicJwk = { kty, n, e, kid, alg: "RS256", use: "sig" };
  return { kid, privateKey: await importJWK(jwk, "RS256"), publicJwk };
}

function storedKey(file: string): JWK | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function newKey(file?: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  if (file) writeWhole(file, JSON.stringify(jwk));
  return jwk;
}
