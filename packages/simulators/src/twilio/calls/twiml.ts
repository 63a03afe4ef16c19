import { elementsIn, parseXml, textOf, type XmlElement } from "./xml.ts";

/** One action in a call. `loop` 0 is Twilio's "until the call ends". Other verbs are stored with their attributes, without effect. */
export type Heard =
  | { verb: "say"; text: string; language: string | null; voice: string | null; loop: number }
  | { verb: "pause"; seconds: number }
  | { verb: "play"; url: string; loop: number }
  | { verb: "other"; name: string; attributes: Record<string, string>; text: string };

/** Twilio's words to a caller if a document is invalid. */
export const applicationError: Heard = {
  verb: "say",
  text: "We are sorry, an application error has occurred. Goodbye.",
  language: "en",
  voice: null,
  loop: 1,
};

/** The actions that a phone hears of a TwiML document, up to its Hangup. Throws SyntaxError for invalid TwiML (Twilio's error 12100). */
export function heardIn(twiml: string): Heard[] {
  const response = parseXml(twiml.trim());
  if (response.name !== "Response") throw new SyntaxError("TwiML begins with <Response>");
  const heard: Heard[] = [];
  for (const element of elementsIn(response)) {
    if (element.name === "Hangup" || element.name === "Reject") break;
    heard.push(...heardOf(element));
  }
  return heard;
}

function heardOf(element: XmlElement): Heard[] {
  const { name, attributes } = element;
  const text = textOf(element).replaceAll(/\s+/g, " ").trim();
  const loop = wholeNumber(attributes.loop);
  switch (name) {
    case "Say":
      return [{ verb: "say", text, language: attributes.language ?? null, voice: attributes.voice ?? null, loop }];
    case "Pause":
      return [{ verb: "pause", seconds: wholeNumber(attributes.length) }];
    case "Play":
      return [{ verb: "play", url: text, loop }];
    case "Gather":
      // Nobody presses a key, so the phone hears the nested verbs, and the call goes on.
      return elementsIn(element).flatMap(heardOf);
    default:
      return [{ verb: "other", name, attributes, text }];
  }
}

/** For an attribute that is not a number, Twilio warns and takes the default: 1 for all attributes that this reads. */
function wholeNumber(text = ""): number {
  return /^\d{1,4}$/.test(text) ? Number(text) : 1;
}

/** The duration in whole seconds, at fifteen characters of speech per second. */
export function secondsOf(heard: Heard[]): number {
  const seconds = heard.map((item) => {
    if (item.verb === "say") return (item.text.length / 15) * Math.max(item.loop, 1);
    return item.verb === "pause" ? item.seconds : 0;
  });
  return Math.max(1, Math.ceil(seconds.reduce((sum, one) => sum + one, 0)));
}
