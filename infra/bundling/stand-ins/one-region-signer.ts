import { SignatureV4 } from "@smithy/signature-v4";

/**
 * Replaces @aws-sdk/signature-v4-multi-region, the signer of STS and S3, by the ordinary signer. A signature for all regions at once
 * (SigV4a) needs a native library that no bundle has.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): "none" {
    return "none";
  }
}

/** The signer of S3 Express. The hub has no such bucket. */
export class SignatureV4SignWithCredentials extends SignatureV4 {}
