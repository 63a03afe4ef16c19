/** The request that a keyword makes. */
export type KeywordAction = "stop" | "start" | "help";

/**
 * The words on which Twilio itself acts: https://www.twilio.com/docs/messaging/features/opt-out-keywords (REVOKE and OPTOUT since May
 * 2025). Twilio requires that the word is the whole message, in upper or lower case.
 */
export const twilioWords: Readonly<Record<KeywordAction, readonly string[]>> = {
  stop: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
  start: ["START", "YES", "UNSTOP"],
  help: ["HELP", "INFO"],
};

/** https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html */
const awsStopWords = ["ARRET", "OPT-OUT", "REMOVE", "TD"];

/**
 * STOP in other languages: the words that operators, regulators and senders there tell people to send. The list leaves out words that are
 * also ordinary answers, such as CANCELAR, ANNULER and IPTAL (to cancel an appointment), BASTA, FIN, NON, and the Vietnamese HỦY, which
 * without its marks is a name. A configuration can add the words that its own texts name.
 */
const stopWordsElsewhere = [
  // German, Dutch, Scandinavian, Finnish
  ...[
    "STOPP",
    "STOPPEN",
    "ABMELDEN",
    "ABBESTELLEN",
    "AUSTRAGEN",
    "AFMELDEN",
    "UITSCHRIJVEN",
    "AFMELD",
    "AVSLUTA",
    "AVREGISTRER",
    "LOPETA",
  ],
  // Spanish, Portuguese, Italian, French, Romanian
  ...[
    "PARAR",
    "PARA",
    "PARE",
    "BAJA",
    "DAR DE BAJA",
    "ALTO",
    "SALIR",
    "DETENER",
    "DESUSCRIBIR",
    "SAIR",
    "DESCADASTRAR",
    "REMOVER",
  ],
  ...[
    "DISISCRIVI",
    "DISISCRIVIMI",
    "ARRETER",
    "ARRÊTE",
    "ARRÊTEZ",
    "DÉSABONNER",
    "DÉSINSCRIRE",
    "DÉSINSCRIPTION",
    "DEZABONARE",
  ],
  // Slavic, Baltic, Hungarian, Greek, Turkish
  ...[
    "СТОП",
    "ОТПИСКА",
    "ОТПИСАТЬСЯ",
    "ВІДПИСКА",
    "ВІДПИСАТИСЯ",
    "WYPISZ",
    "ODHLASIT",
    "ODJAVA",
    "LEIRATKOZÁS",
    "ΣΤΟΠ",
    "DUR",
    "DURDUR",
  ],
  // Arabic, Persian, Hebrew, Hindi, Bengali
  ...["إيقاف", "توقف", "إلغاء الاشتراك", "لغو", "הסר", "הסרה", "עצור", "स्टॉप", "रोकें", "बंद करें", "স্টপ", "বন্ধ করুন"],
  // Chinese, Japanese, Korean, Thai
  ...["退订", "退訂", "取消订阅", "取消訂閱", "停止", "配信停止", "ストップ", "수신거부", "중지", "หยุด", "ยกเลิก"],
  // Indonesian, Malay, Filipino, Swahili, Vietnamese
  ...["BERHENTI", "HENTI", "HENTIKAN", "IHINTO", "ITIGIL", "SITISHA", "TỪ CHỐI", "HỦY ĐĂNG KÝ"],
];

/** The list is short, because a false START ends the opt-out of a person who wants no messages. People who know STOP also know START. */
const startWordsElsewhere = ["СТАРТ", "INICIAR", "订阅", "訂閱", "اشتراك"];

const helpWordsElsewhere = [
  ...[
    "AYUDA",
    "AJUDA",
    "AIDE",
    "AIUTO",
    "HILFE",
    "HJÆLP",
    "HJÄLP",
    "POMOC",
    "ПОМОЩЬ",
    "ДОПОМОГА",
    "ΒΟΗΘΕΙΑ",
    "YARDIM",
    "BANTUAN",
    "TULONG",
  ],
  ...["مساعدة", "עזרה", "मदद", "帮助", "幫助", "ヘルプ", "도움말", "ช่วยเหลือ"],
];

/** A configuration cannot remove these words. */
export const builtInWords: Readonly<Record<KeywordAction, readonly string[]>> = {
  stop: [...twilioWords.stop, ...awsStopWords, ...stopWordsElsewhere],
  start: [...twilioWords.start, ...startWordsElsewhere],
  help: [...twilioWords.help, ...helpWordsElsewhere],
};

/** These words are also ordinary answers, so they count only as Twilio reads them: alone and without punctuation. */
export const bareWords: readonly string[] = ["YES", "INFO"];
