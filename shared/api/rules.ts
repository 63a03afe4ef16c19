/** A rule for a request that no schema can express. If a request breaks it, the hub answers 400 `invalid_request`. */
export interface Rule {
  /** The path of the checked member, as in the answer's `errors`. It includes the members below it. */
  path: string;
  /** The beginning of the error message. */
  says: string;
}

// Each rule is defined once. An operation lists its rules, the OpenAPI document describes them, and the code that checks them throws them.
// Each rule is a separate constant, so a function's bundle contains only the rules that it throws.

/** Applies to every text of every request. The schemas' `maxLength` counts code points, so it cannot express this rule. */
export const textLength: Rule = { path: "", says: "must have fewer UTF-16 units" };
export const laterThanNow: Rule = { path: "expiresAt", says: "must be in the future" };
export const sendTime: Rule = { path: "sendAt", says: "must be later than now, at most 35 days ahead" };
export const otherChannel: Rule = { path: "to", says: "names another channel than the request" };
export const noSuchChannel: Rule = { path: "to", says: "names a channel that the hub does not send on" };
export const senderOfOtherChannel: Rule = { path: "from", says: "names another channel than the request" };
const inexact = "a number that is not kept exactly as it is written: write it as text";
export const exactVariable: Rule = { path: "variables", says: inexact };
export const exactTemplateVariable: Rule = { path: "template", says: inexact };
export const exactContentVariable: Rule = { path: "contentVariables", says: inexact };
export const exactRecipientVariable: Rule = { path: "to", says: inexact };
export const ownSender: Rule = { path: "from", says: "not a sender of this provider configuration" };
export const sendable: Rule = { path: "variables", says: "cannot be sent" };
export const visibleBody: Rule = { path: "body", says: "nothing in it can be seen" };
export const visibleBodies: Rule = { path: "bodies", says: "nothing in it can be seen" };
export const visibleMessage: Rule = { path: "message", says: "nothing in it can be seen" };
export const contentValue: Rule = { path: "contentVariables", says: "WhatsApp refuses" };
export const templateValue: Rule = { path: "template.variables", says: "WhatsApp refuses" };
export const variablesLength: Rule = { path: "variables", says: "too many characters in all" };
export const templateVariables: Rule = { path: "template.variables", says: "too many characters in all" };
export const contentVariables: Rule = { path: "contentVariables", says: "too many characters in all" };
export const recipientVariables: Rule = { path: "to", says: "too many characters in all" };
export const policyPurpose: Rule = { path: "purpose", says: "not one of the policy's purposes" };
export const policyChannel: Rule = { path: "channel", says: "not one of the policy's channels" };
export const codeDigits: Rule = {
  path: "code",
  says: "a code has 4 to 10 digits, and this verification's as many as were sent",
};
export const actingUser: Rule = { path: "onBehalfOf", says: "a token acts for its own subject: leave it out" };
export const pauseEnd: Rule = { path: "until", says: "must be later than now, at most a year ahead" };
export const userItself: Rule = { path: "userId", says: "an API key is no user: name one" };
export const wholeQuietHours: Rule = { path: "quietHours", says: "start, end and timeZone are needed" };
export const quietHoursEnd: Rule = { path: "quietHours", says: "start and end are the same" };
export const timeZone: Rule = { path: "timeZone", says: "no IANA time zone" };
export const quietTimeZone: Rule = { path: "quietHours.timeZone", says: "no IANA time zone" };
export const readableBraces: Rule = { path: "bodies", says: "braces that open no variable" };
export const readableBody: Rule = { path: "body", says: "braces that open no variable" };
export const defaultBody: Rule = { path: "defaultLocale", says: "there must be a body in it" };
export const someBody: Rule = { path: "bodies", says: "at least one is needed" };
export const fewBodies: Rule = { path: "bodies", says: "too many locales" };
export const fewContentSids: Rule = { path: "contentSids", says: "too many locales" };
export const ladderChannels: Rule = { path: "ladder", says: "not among the channels" };
export const policyTemplate: Rule = { path: "templateId", says: "no such template, or one without {{code}}" };
export const policyConfig: Rule = { path: "providerConfigId", says: "no such provider configuration of the tenant" };
export const ownedDefault: Rule = { path: "isDefault", says: "a user's configuration is never the default" };
export const fewOwnNumbers: Rule = { path: "fromNumbers", says: "at most 10 in a user's own configuration" };
export const failover: Rule = { path: "failoverConfigId", says: "no such other configuration" };
export const keywordLists: Rule = {
  path: "keywords",
  says: "each holds a letter or a digit and stands once; a built-in word keeps its meaning",
};
export const replyWords: Rule = {
  path: "replies.words",
  says: "each holds a letter or a digit, stands once, and is no keyword",
};
export const ownedReplies: Rule = { path: "replies", says: "a user's own configuration answers nobody" };
export const fittingCredentials: Rule = { path: "credentials", says: "not credentials for this provider" };
export const knownSender: Rule = {
  path: "scope.sender",
  says: "neither a phone number, a sender ID, a Messaging Service nor a provider configuration",
};
export const readableList: Rule = { path: "body", says: "not a list that can be read" };
export const csvColumns: Rule = { path: "columns", says: "only for an upload in CSV" };
export const someNumber: Rule = { path: "body", says: "no line holds a phone number" };
