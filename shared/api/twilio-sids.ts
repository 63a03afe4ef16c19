// Separate from the schemas, like sizes.ts. A Twilio SID is two letters for the kind of resource and 32 hexadecimal digits.

export const accountSidPattern = /^AC[0-9a-f]{32}$/;
export const apiKeySidPattern = /^SK[0-9a-f]{32}$/;
export const contentSidPattern = /^HX[0-9a-f]{32}$/;
export const messageSidPattern = /^(SM|MM)[0-9a-f]{32}$/;
export const messagingServiceSidPattern = /^MG[0-9a-f]{32}$/;
export const phoneNumberSidPattern = /^PN[0-9a-f]{32}$/;
export const verifyServiceSidPattern = /^VA[0-9a-f]{32}$/;
