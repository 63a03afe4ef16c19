import { CfnOutput } from "aws-cdk-lib";
import { ApiMapping, DomainName, SecurityPolicy } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import type { HubApi } from "./http-api.ts";

/** The API's custom domain. The domain's DNS record must point to the output `ApiDomainTarget`. */
export function apiDomain(
  scope: Construct,
  { api, stage }: HubApi,
  { name, certificateArn }: NonNullable<EnvironmentSettings["apiDomain"]>,
): void {
  const domainName = new DomainName(scope, "api-domain", {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, "api-certificate", certificateArn),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(scope, "api-domain-mapping", { api, domainName, stage });
  new CfnOutput(scope, "ApiDomainUrl", { value: `https://${name}` });
  new CfnOutput(scope, "ApiDomainTarget", { value: domainName.regionalDomainName });
}
