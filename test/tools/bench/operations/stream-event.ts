import { marshall } from "@aws-sdk/util-dynamodb";

/** Lambda's event for the worker that records events: a tenant's message changed from `sent` to `delivered`. */
export const streamEvent = (tenantId: string, messageId: string) => {
  const at = new Date().toISOString();
  const happened = { at, source: "callback", requestId: "bench" };
  const row = {
    pk: `${tenantId}#${messageId}`,
    scope: tenantId,
    id: messageId,
    direction: "outbound",
    channel: "sms",
    isTest: false,
    to: "+14155550123",
    from: "+14155550100",
    createdAt: at,
  };
  const earlier = { sending: happened, accepted: happened, sent: happened };
  return {
    Records: [
      {
        eventName: "MODIFY",
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
          OldImage: marshall({ ...row, status: "sent", events: earlier }),
          NewImage: marshall({ ...row, status: "delivered", events: { ...earlier, delivered: happened } }),
        },
      },
    ],
  };
};
