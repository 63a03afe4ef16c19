/**
 * Replaces the resources below a call in Twilio's SDK that the hub does not use: media streams, SIPREC, payments, recordings and more.
 * They would be four fifths of the bytes that a function needs to place a call.
 */
const absent = (): never => {
  throw new Error("The bundles leave out these parts of a call: see infra/bundling");
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
