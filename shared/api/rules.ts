/** One thing that a valid request must fulfil and that no schema can tell. What breaks it is answered 400 `invalid_request`. */
export interface Rule {
  /** The member that is judged, as in the answer's `errors`: what stands below it belongs to it. */
  path: string;
  /** How the message begins. */
  says: string;
}

/** Every such rule once: each operation lists its own, its OpenAPI description tells them, and the code that judges throws them. */
export const rules = {
  laterThanNow: { path: "expiresAt", says: "must be in the future" },
  sendTime: { path: "sendAt", says: "must be later than now, at most 35 days ahead" },
  ownSender: { path: "from", says: "not a sender of this provider configuration" },
  sendable: { path: "variables", says: "cannot be sent" },
  variablesLength: { path: "variables", says: "too many characters in all" },
  templateVariables: { path: "template.variables", says: "too many characters in all" },
  contentVariables: { path: "contentVariables", says: "too many characters in all" },
  recipientVariables: { path: "to", says: "too many characters in all" },
  policyPurpose: { path: "purpose", says: "not one of the policy's purposes" },
  policyChannel: { path: "channel", says: "not one of the policy's channels" },
  codeDigits: { path: "code", says: "a code has 4 to 10 digits, and this verification's as many as were sent" },
  userItself: { path: "userId", says: "an API key is no user: name one" },
  wholeQuietHours: { path: "quietHours", says: "start, end and timeZone are needed" },
  quietHoursEnd: { path: "quietHours", says: "start and end are the same" },
  timeZone: { path: "timeZone", says: "no IANA time zone" },
  quietTimeZone: { path: "quietHours.timeZone", says: "no IANA time zone" },
  readableBraces: { path: "bodies", says: "braces that open no variable" },
  readableBody: { path: "body", says: "braces that open no variable" },
  defaultBody: { path: "defaultLocale", says: "there must be a body in it" },
  someBody: { path: "bodies", says: "at least one is needed" },
  fewBodies: { path: "bodies", says: "too many locales" },
  fewContentSids: { path: "contentSids", says: "too many locales" },
  ladderChannels: { path: "ladder", says: "not among the channels" },
  policyTemplate: { path: "templateId", says: "no such template, or one without {{code}}" },
  policyConfig: { path: "providerConfigId", says: "no such provider configuration" },
  ownedDefault: { path: "isDefault", says: "a user's configuration is never the default" },
  failover: { path: "failoverConfigId", says: "no such other configuration" },
  fittingCredentials: { path: "credentials", says: "not credentials for this provider" },
  knownSender: {
    path: "scope.sender",
    says: "neither a phone number, a sender ID, a Messaging Service nor a provider configuration",
  },
  numberColumn: { path: "body", says: "the header names no column `number` (or phone, or to)" },
  someNumber: { path: "body", says: "no line holds a phone number" },
} as const satisfies Record<string, Rule>;
