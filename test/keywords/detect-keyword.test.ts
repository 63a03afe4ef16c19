import { describe, expect, test } from "vitest";
import { builtInWords } from "../../shared/keywords/built-in-words.ts";
import { detectKeyword } from "../../shared/keywords/detect-keyword.ts";
import { comparedWord } from "../../shared/text/spelled-words.ts";

/** A configuration without keywords of its own. */
const bare = {
  keywords: { stop: [], start: [], help: [] },
  replies: { words: [] },
  suspectedOptOuts: "flag",
} as const;
const asked = (body: string) => detectKeyword(body, bare).keyword?.action ?? null;

describe("detectKeyword hears STOP", () => {
  test.each([
    ...[
      "STOP",
      "stop",
      " Stop\n",
      "Stop.",
      "STOP!!!",
      "'stop'",
      "“STOP”",
      "«Stop»",
      "(stop)",
      "*STOP*",
      "s t o p",
      "S.T.O.P.",
      "stop 🛑",
    ],
    ...[
      "stop stop STOP",
      "STOP all",
      "Stop-All",
      "OPT OUT",
      "opt-out",
      "Opt–out.",
      "OptOut",
      "ＳＴＯＰ",
      "ｓｔｏｐ。",
      "𝐒𝐓𝐎𝐏",
      "stöp",
    ],
    ...[
      "\u200bSTOP\u200b",
      "ST\u200dOP",
      "\ufeffstop",
      "\u202aSTOP\u202c",
      "STOP\u00ad",
      "ㅤSTOP",
      "\u00a0stop\u2003",
      "S̶T̶O̶P̶",
    ],
    ...["ARRET", "arrêt", "ARRE\u0302T", "Arrêtez !", "cancel", "END", "Quit", "revoke", "unsubscribe", "remove", "td"],
  ])("in the spelling %j (invariant 7)", (body) => {
    expect(asked(body)).toBe("stop");
  });

  test.each([
    ...[
      "PARAR",
      "¡Alto!",
      "Baja",
      "dar de baja",
      "SAIR",
      "Pare",
      "para",
      "DÉSABONNER",
      "desinscrire",
      "STOPPEN",
      "Abmelden",
      "afmelden",
    ],
    ...[
      "СТОП",
      "стоп.",
      "відписка",
      "ΣΤΟΠ",
      "στοπ",
      "dur",
      "berhenti",
      "إيقاف",
      "ايقاف",
      "إِيقاف",
      "توقّف",
      "הסר",
      "עצור",
    ],
    ...["退订", "退訂", "配信停止", "ｽﾄｯﾌﾟ", "수신거부", "หยุด", "रोकें", "বন্ধ করুন", "Hủy đăng ký", "từ chối"],
  ])("in another language: %s (invariant 7)", (body) => {
    expect(asked(body)).toBe("stop");
  });

  test.each([
    "STOP\n\nJane Doe\nAcme Corp.\n+1 415 555 2671",
    "Stop\n-- \nJane, who sends long greetings from the office at the end of the street",
    "STOP\nSent from my iPhone",
    "Stop.\r\n\r\nGesendet von meinem Samsung Galaxy",
    "BAJA\nEnviado desde mi iPhone",
    "stop\n> Sale! 20 % off.\n> Reply STOP to unsubscribe",
    "STOP\n\nOn Mon, 3 May 2026 at 10:11, Acme <acme@example.com> wrote:\nSale! Come in.\nReply STOP",
    "Stop\n-----Original Message-----\nFrom: Acme\nSale!",
    "STOP\nLe 3 mai 2026 à 10:11, Acme a écrit :\nSoldes !",
  ])("over a quote or a signature: %j (invariant 7)", (body) => {
    expect(asked(body)).toBe("stop");
  });
});

describe("detectKeyword hears nothing", () => {
  test.each([
    ...[
      "",
      " ",
      "🛑",
      "no",
      "No thanks",
      "stopping",
      "stopped",
      "Don't stop",
      "ok stop by at 5",
      "stop by my house tomorrow",
    ],
    ...[
      "I can't stop laughing",
      "the bus stop",
      "Bus stop 12",
      "full stop",
      "nonstop",
      "end of story",
      "The end is near",
      "cancelled",
    ],
    ...[
      "Cancel my order please",
      "please cancel",
      "what is a baja taco",
      "para ti",
      "alto riesgo",
      "es dur",
      "C'est dur",
      "หยด",
    ],
    ...[
      "Hủy",
      "Dung",
      "Peru",
      "si",
      "sí",
      "oui",
      "non",
      "ja",
      "nein",
      "FIN",
      "Basta",
      "cancelar",
      "annuler",
      "iptal",
      "6",
      "1",
      "Y",
      "N",
    ],
  ])("in %j", (body) => {
    expect(detectKeyword(body, bare)).toEqual({ keyword: null, suspectedOptOut: false });
  });

  test.each([
    "Liked “Sale! Reply STOP to unsubscribe”",
    'Laughed at "Please don\'t text me, reply STOP to opt out"',
    "Great, I'll come\n> Reply STOP to unsubscribe",
    "Thanks!\n\nOn Monday Acme wrote:\nReply STOP to opt out",
    "You never text me any more",
    "Don't stop texting me",
    "please never stop sending messages",
    "No dejen de escribirme",
    "Please don't send me the invoice before Friday",
    "I don't want any onions",
  ])("in a quote or in another meaning: %j", (body) => {
    expect(detectKeyword(body, bare)).toEqual({ keyword: null, suspectedOptOut: false });
  });
});

describe("detectKeyword suspects an opt-out", () => {
  test.each([
    ...[
      "please stop texting me",
      "Stop texting me!",
      "STOP SENDING ME THIS",
      "please stop",
      "Stop please",
      "stop it now",
      "I said stop",
    ],
    ...[
      "STOP 12345",
      "how do I unsubscribe?",
      "Unsubscribe me",
      "I want to opt out",
      "opt me out please",
      "take me off your list",
    ],
    ...[
      "Remove me from this list",
      "delete my number",
      "Do not text me again",
      "don’t contact me",
      "no more texts",
      "stop the spam",
    ],
    ...[
      "don't send me any more messages",
      "I no longer want to receive these",
      "No, stop texting me",
      "leave me alone",
      "stop promos",
    ],
    ...[
      "Bitte keine SMS mehr",
      "Schreiben Sie mir nicht mehr",
      "bitte abmelden",
      "No me escriban más",
      "Dejen de enviarme mensajes",
    ],
    ...["quiero darme de baja", "Arrêtez de m'envoyer des SMS", "je ne veux plus recevoir vos messages", "stop svp"],
    ...[
      "Pare de me enviar mensagens",
      "não quero mais receber",
      "Non scrivetemi più",
      "geen sms meer",
      "Не пишите мне больше",
    ],
    ...["STOP\nand I mean it", "Stop\n> Sale!\nI told you twice"],
  ])("in %j, which is no keyword", (body) => {
    expect(detectKeyword(body, bare)).toEqual({ keyword: null, suspectedOptOut: true });
  });
});

describe("detectKeyword", () => {
  test.each(["START", "start!", "Unstop.", " yes ", "YES", "старт", "订阅"])("hears START in %j", (body) => {
    expect(asked(body)).toBe("start");
  });

  test.each([
    "yes please",
    "Yes.",
    "yes!",
    "YES YES",
    "start start",
    "start it",
    "Start\nJane Doe",
    "yes\n> Shall we?",
  ])("hears no START in %j, because consent must be certain", (body) => {
    expect(asked(body)).toBeNull();
  });

  test.each(["HELP", "help?", "Help\n\nJane Doe", "info", "AYUDA", "ayuda!", "Hilfe", "помощь", "ヘルプ", "مساعدة"])(
    "hears HELP in %j",
    (body) => {
      expect(asked(body)).toBe("help");
    },
  );

  test.each(["help me please", "Info?", "more info"])("hears no HELP in %j", (body) => {
    expect(asked(body)).toBeNull();
  });
});

describe("detectKeyword with a configuration's own words and the provider's verdict", () => {
  const own = { ...bare, keywords: { stop: ["Basta", "NO MÁS"], start: ["Vuelvo"], help: ["¿Qué?"] } };

  test.each([
    ["basta!", "stop", "Basta"],
    ["no mas", "stop", "NO MÁS"],
    ["VUELVO", "start", "Vuelvo"],
    ["que", "help", "¿Qué?"],
    ["Stop", "stop", "STOP"],
  ] as const)("hears %s as %s", (body, action, word) => {
    expect(detectKeyword(body, own).keyword).toEqual({ action, word });
  });

  test("hears a built-in STOP although the configuration uses the word for HELP", () => {
    expect(detectKeyword("stop", { ...bare, keywords: { stop: [], start: [], help: ["STOP"] } }).keyword).toEqual({
      action: "stop",
      word: "STOP",
    });
  });

  test.each(["STOP", "START", "HELP"])("follows the verdict %s for any text", (verdict) => {
    expect(detectKeyword("please stop texting me", own, verdict)).toEqual({
      keyword: { action: verdict.toLowerCase(), word: "PLEASE STOP TEXTING " },
      suspectedOptOut: false,
    });
  });
});

test("builtInWords contains no empty word and no word with two meanings", () => {
  const all = Object.entries(builtInWords).flatMap(([action, words]) =>
    words.map((word) => [comparedWord(word), action]),
  );
  const meanings = new Map<string | undefined, Set<string | undefined>>();
  for (const [word, action] of all) meanings.set(word, (meanings.get(word) ?? new Set()).add(action));
  expect([...meanings].filter(([word, actions]) => word === "" || actions.size > 1)).toEqual([]);
});

test("detectKeyword reads millions of characters within two seconds", () => {
  const bodies = ["STOP ", "stop\n", "> ", "“", "ﷺ", "\u0301", "do not ", "On "].map((part) => part.repeat(300_000));
  const begin = performance.now();
  for (const body of bodies) detectKeyword(body, bare);
  // An idle machine needs a twentieth of this time.
  expect(performance.now() - begin).toBeLessThan(2_000);
});
