import { SignatureV4 } from "@smithy/signature-v4";

/**
 * Stands in for @aws-sdk/signature-v4-multi-region, the signer of STS and S3: a request signed for all regions at once (SigV4a) needs a native
 * library that no bundle has, so what is left of it is the ordinary signer.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): "none" {
    return "none";
  }
}

/** Signs for S3 Express, whose buckets the hub has none of. */
export class SignatureV4SignWithCredentials extends SignatureV4 {}
