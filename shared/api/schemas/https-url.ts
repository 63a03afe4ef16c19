import * as z from "zod";

const host = "([A-Za-z0-9-]+\\.)*[A-Za-z][A-Za-z0-9-]*\\.?";
const port = "(:[1-9][0-9]{0,3})?";
const path = "(/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?";
const query = "(\\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?";

/** An https URL with a host name, in the syntax of RFC 3986. */
export const HttpsUrl = z
  .string()
  .max(2048)
  .regex(
    new RegExp(`^https://${host}${port}${path}${query}$`),
    "must be an https address such as https://example.com/a.png",
  )
  .meta({ format: "uri", examples: ["https://example.com/a.png"] });
