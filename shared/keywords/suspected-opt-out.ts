import { withoutQuotes } from "../text/first-line.ts";
import { wordsOf } from "../text/spelled-words.ts";

const messages =
  "(TEXT|TEXTS|MESSAGE|MESSAGES|MSG|MSGS|SMS|TXTS|SPAM|NOTIFICATIONS|PROMO|PROMOS|PROMOTIONS|ALERTS|ADS|OFFERS|MARKETING)";

/**
 * Sentences that ask for no more messages, in the languages of the hub and some others, in the form of spelled-words.ts. The law of some
 * countries treats them like STOP (47 CFR 64.1200(a)(10)), but no list recognises all of them and nothing else.
 */
const optOutPhrases = [
  // English
  "(STOP|QUIT|CEASE) (TEXTING|MESSAGING|SENDING|CONTACTING|SPAMMING|BOTHERING|CALLING|WRITING|SMSING|HARASSING|TXTING)",
  `(STOP|QUIT|NO MORE) (ALL |ALL THE |ALL OF |THESE |THE |YOUR |THOSE |SUCH )?${messages}`,
  "(DO NOT|DONT) (EVER )?(TEXT|MESSAGE|CONTACT|SMS|TXT|SPAM|WRITE|WRITE TO) (ME|US|THIS NUMBER|MY NUMBER|MY PHONE)",
  `(DO NOT|DONT) (EVER )?SEND (ME |US )?(ANY |ANY MORE |MORE |THESE |SUCH |YOUR )?(${messages}|ANYTHING|ANYMORE)`,
  `(DO NOT|DONT|NO LONGER) (WANT|WISH) (TO (RECEIVE|GET)|(ANY |ANY MORE |MORE |THESE |YOUR )?${messages})`,
  "(REMOVE|DELETE|TAKE|DROP|ERASE) (ME|US|MY NUMBER|MY PHONE NUMBER|THIS NUMBER) (OFF|FROM)",
  "(REMOVE|DELETE) (MY|THIS) (PHONE |CELL )?NUMBER|^(PLEASE )?(REMOVE|DELETE) ME$",
  "UNSUBSCRIBE|UNSUB|UNSUBCRIBE|OPT (ME |US )?OUT|OPTOUT|OPTING OUT|LEAVE ME ALONE",
  // German
  "(KEINE|KEINEN) (WEITEREN |MEHR )?(SMS|NACHRICHTEN|NACHRICHT|WERBUNG)|HOREN SIE AUF|HORT AUF",
  "NICHT MEHR (SCHREIBEN|KONTAKTIEREN|ANSCHREIBEN|ZUSENDEN)|(SCHREIBEN|SCHREIBT|SCHREIB) (SIE )?MIR NICHT MEHR",
  "(LOSCHEN|ENTFERNEN|STREICHEN) SIE (MICH|MEINE)|ABMELDEN|ABBESTELLEN",
  // Spanish
  "NO ME (ENVIE|ENVIEN|ENVIES|ESCRIBA|ESCRIBAN|ESCRIBAS|MANDE|MANDEN|MANDES|CONTACTE|CONTACTEN|MOLESTE|MOLESTEN) MAS",
  "(DEJE|DEJEN|DEJA) DE (ENVIAR|ENVIARME|MANDAR|MANDARME|ESCRIBIR|ESCRIBIRME|MOLESTAR|MOLESTARME|CONTACTARME)",
  "NO (QUIERO|DESEO) RECIBIR|(DARME|DARSE|DENME|DEME|DAME) DE BAJA|NO MAS (MENSAJES|SMS)|DESUSCRIB",
  // French
  "ARRETE(Z|R|S)? (DE |D)?(MENVOYER|ME CONTACTER|MECRIRE|ENVOYER|VOS |CES |LES )|NE (ME CONTACTEZ|MENVOYEZ|MECRIVEZ) PLUS",
  "PLUS (DE|AUCUN) (SMS|MESSAGE|MESSAGES|TEXTO|TEXTOS)|DESABONN|DESINSCRI|NE (VEUX|SOUHAITE) PLUS (RECEVOIR|DE SMS|DE MESSAGES|VOS)",
  // Portuguese
  "(PARE|PAREM|PARA|PARAR) (DE|COM) (ME |AS |OS |ESSAS |ESSES )?(ENVIAR|MANDAR|MENSAGENS|SMS)|NAO (ME )?(ENVIE|ENVIEM|MANDE|MANDEM) MAIS",
  "NAO QUERO (MAIS )?RECEBER|DESCADASTR|DESINSCREV|ME (REMOVA|REMOVAM|EXCLUA) D|(REMOVA|REMOVAM|EXCLUA) (MEU|O MEU|ESSE) NUMERO",
  // Italian, Dutch, Russian
  "NON (MI )?(SCRIVETE|SCRIVETEMI|INVIATE|INVIATEMI|MANDATE|MANDATEMI|CONTATTATE|CONTATTATEMI) PIU|BASTA (MESSAGGI|SMS)|DISISCRIV",
  "GEEN (SMS|BERICHTEN) MEER|AFMELDEN|UITSCHRIJVEN|НЕ (ПИШИТЕ|ПРИСЫЛАИТЕ|ОТПРАВЛЯИТЕ) (МНЕ )?БОЛЬШЕ|БОЛЬШЕ НЕ (ПИШИТЕ|ПРИСЫЛАИТЕ)|ОТПИШИТЕ",
];
const optOutPhrase = new RegExp(`(?:^| )(?:${optOutPhrases.join("|")})`, "u");

/** Matches "Don't stop texting me", which asks for the opposite. */
const negatedPhrase =
  /(?:^| )(?:(?:DONT|DO NOT|NEVER|CANT|CANNOT|COULDNT|WONT|DIDNT|DOESNT) (?:EVER )?(?:STOP|QUIT|CEASE|UNSUBSCRIBE|UNSUB|REMOVE|DELETE|TAKE|OPT) |NO DEJ(?:E|ES|EN) )/u;

/** A STOP can have words around it and still mean STOP: `please stop`, `STOP now!`, `stop it thanks`. */
const stopWord =
  /^(STOP|STOPP|QUIT|UNSUBSCRIBE|PARA|PARE|PAREN|ALTO|BAJA|ARRET|ARRETE|ARRETEZ|ARRETER|SAIR|AUFHOREN)$/u;
const courtesyWord =
  /^(PLEASE|PLS|PLZ|PLEAS|JUST|NOW|IT|THIS|THAT|THANKS|THANK|THX|YOU|U|ALREADY|OK|OKAY|ALL|HELLO|HI|BITTE|JETZT|DANKE|POR|FAVOR|YA|GRACIAS|SVP|MERCI|STP|TE|VOUS|PLAIT|SIL|AGORA|OBRIGADO|OBRIGADA|I|SAID|WANT|TO|AGAIN|IMMEDIATELY)$/u;

/** True if a text that is not a keyword reads as if the person wants no more messages. */
export const isSuspectedOptOut = (text: string): boolean => {
  const words = wordsOf(withoutQuotes(text));
  const sentence = words.join(" ");
  if (optOutPhrase.test(sentence) && !negatedPhrase.test(`${sentence} `)) return true;
  return words.some((word) => stopWord.test(word)) && words.every((word) => stopWord.test(word) || isFiller(word));
};

/** A courtesy word, or a number as in `STOP 12345`, because some texts name the number to which people must send STOP. */
const isFiller = (word: string): boolean => courtesyWord.test(word) || /^\p{N}{3,15}$/u.test(word);
