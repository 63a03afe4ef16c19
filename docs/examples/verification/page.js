import { ask, isOver, locale, words, wordsFor } from "./texts.js";

const $ = (selector) => document.querySelector(selector);
const start = $("#start");
const check = $("#check");
const resend = $("#resend");

document.documentElement.lang = locale;
document.title = words.title;
$("h1").textContent = words.title;
start.querySelector("span").textContent = words.number;
start.querySelector("button").textContent = words.send;
check.querySelector("span").textContent = words.code;
check.querySelector("button").textContent = words.check;

const say = (text) => {
  $("#message").textContent = text;
};

/** Counts down to the moment from which the hub sends another code. */
let timer;
const awaitNextSend = (nextSendAt) => {
  clearInterval(timer);
  resend.hidden = nextSendAt === null;
  const show = () => {
    const seconds = Math.ceil((Date.parse(nextSendAt) - Date.now()) / 1000);
    resend.disabled = seconds > 0;
    resend.textContent = seconds > 0 ? words.againIn(seconds) : words.again;
  };
  show();
  timer = setInterval(show, 500);
};

/** Offers the number's form once more, so that nobody is left with a code that cannot become right. */
const beginAgain = (text) => {
  clearInterval(timer);
  check.reset();
  check.hidden = true;
  start.hidden = false;
  say(text);
  start.to.focus();
};

const showSent = (answer) => {
  const { error, to, nextSendAt } = answer;
  if (error) return isOver(answer) ? beginAgain(wordsFor(error)) : say(wordsFor(error));
  start.hidden = true;
  check.hidden = false;
  $("#sent").textContent = words.sent(to);
  say("");
  awaitNextSend(nextSendAt);
  check.code.focus();
};

start.addEventListener("submit", async (event) => {
  event.preventDefault();
  showSent(await ask("", { to: start.to.value }));
});

resend.addEventListener("click", async () => showSent(await ask("/resend")));

check.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await ask("/check", { code: check.code.value });
  const { approved, error, attemptsLeft } = answer;
  if (!approved && isOver(answer)) return beginAgain(error ? wordsFor(error) : words.lastWrong);
  if (error) return say(wordsFor(error));
  if (!approved) return say(words.wrong(attemptsLeft));
  check.hidden = true;
  clearInterval(timer);
  say(words.done);
});
