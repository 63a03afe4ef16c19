/**
 * Stands in for what hangs below a call in Twilio's SDK and nobody here asks for: media streams, SIPREC, payments, recordings and more, four
 * fifths of the bytes that placing a call would cost.
 */
const absent = (): never => {
  throw new Error("These parts of a call are left out of the bundles: see infra/bundling");
};

export const EventListInstance = absent;
export const NotificationListInstance = absent;
export const PaymentListInstance = absent;
export const RecordingListInstance = absent;
export const SiprecListInstance = absent;
export const StreamListInstance = absent;
export const TranscriptionListInstance = absent;
export const UserDefinedMessageListInstance = absent;
export const UserDefinedMessageSubscriptionListInstance = absent;
