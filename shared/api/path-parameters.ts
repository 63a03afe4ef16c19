import * as z from "zod";
import { NumberInUrl } from "./common.ts";
import { pathParameterNames } from "./operation.ts";
import { userIdPattern } from "./schemas/user-id.ts";
import { text } from "./text.ts";

const inPath = text(256).min(1);

/** Schemas of path parameters by name. Any other name is a resource's id. number-in-url.ts validates a number when it parses it. */
const described: Readonly<Record<string, z.ZodType>> = {
  number: NumberInUrl,
  index: inPath.meta({ description: "The position of the media item, from 0" }),
  sid: inPath.meta({ description: "The provider's own id of the phone number, or the number itself" }),
  userId: text(128)
    .min(1)
    .regex(userIdPattern, "must not hold a control character")
    .meta({ description: "The user's id, or `me`: a token's own subject" }),
};
const id = inPath.meta({ description: "The resource's id" });
const tenantId = inPath.meta({ description: "The tenant's id, or `current`: the caller's own", examples: ["current"] });

/** A path's parameters, as the OpenAPI document describes them. */
export const toldPathParameters = (path: string): z.ZodObject =>
  z.object(
    Object.fromEntries(
      pathParameterNames(path).map((name) => [
        name,
        path.startsWith("/v1/tenants/") ? tenantId : (described[name] ?? id),
      ]),
    ),
  );

/** A path's parameters, as a handler validates them. */
export const pathParameters = (path: string): z.ZodObject =>
  z.strictObject(Object.fromEntries(pathParameterNames(path).map((name) => [name, inPath])));
