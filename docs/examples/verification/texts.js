/** The page's words; the code's own text comes from the hub, in the same language. */
const texts = {
  en: {
    title: "Verify your phone",
    number: "Phone number",
    send: "Send me a code",
    sent: (to) => `We sent a code to ${to}.`,
    code: "Code",
    check: "Verify",
    again: "Send another code",
    againIn: (seconds) => `Another code in ${seconds} s`,
    done: "Your number is verified.",
    wrong: (left) => `That is not the code. Attempts left: ${left}.`,
    lastWrong: "That is not the code, and no attempts are left. Please ask for a new code.",
    errors: {
      invalid_number: "That is not a phone number.",
      country_required: "Begin the number with + and the country's code.",
      country_not_allowed: "We cannot send codes to this country.",
      invalid_request: "The code has digits only.",
      rate_limited: "Please wait a little before the next code.",
      too_many_attempts: "Too many attempts. Please try again later.",
      verification_closed: "This code is no longer valid. Please ask for another one.",
      not_found: "This code is no longer valid. Please ask for another one.",
    },
    other: "Something went wrong. Please try again.",
  },
  es: {
    title: "Verifica tu teléfono",
    number: "Número de teléfono",
    send: "Envíame un código",
    sent: (to) => `Enviamos un código a ${to}.`,
    code: "Código",
    check: "Verificar",
    again: "Enviar otro código",
    againIn: (seconds) => `Otro código en ${seconds} s`,
    done: "Tu número está verificado.",
    wrong: (left) => `Ese no es el código. Intentos restantes: ${left}.`,
    lastWrong: "Ese no es el código y no quedan intentos. Pide un código nuevo.",
    errors: {
      invalid_number: "Eso no es un número de teléfono.",
      country_required: "Empieza el número con + y el prefijo del país.",
      country_not_allowed: "No podemos enviar códigos a este país.",
      invalid_request: "El código solo tiene cifras.",
      rate_limited: "Espera un poco antes de pedir otro código.",
      too_many_attempts: "Demasiados intentos. Prueba más tarde.",
      verification_closed: "Este código ya no es válido. Pide otro.",
      not_found: "Este código ya no es válido. Pide otro.",
    },
    other: "Algo salió mal. Inténtalo de nuevo.",
  },
};

export const locale = new URLSearchParams(location.search).get("lang") ?? "en";
export const words = texts[locale] ?? texts.en;
export const wordsFor = (error) => words.errors[error] ?? words.other;

/** Asks the page's own backend, never the hub. */
export const ask = async (path, body) => {
  const answer = await fetch(`/verification${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, locale }),
  });
  return answer.json();
};

/** Whether nothing more can be typed for this verification: the person then begins again with the number. */
export const isOver = ({ error, status }) =>
  error ? ["verification_closed", "too_many_attempts", "not_found"].includes(error) : status !== "pending";
