import { ask, locale, words, wordsFor } from "./texts.js";

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

const showSent = ({ error, to, nextSendAt }) => {
  if (error) return say(wordsFor(error));
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
  const { approved, error, attemptsLeft } = await ask("/check", { code: check.code.value });
  if (error) return say(wordsFor(error));
  if (!approved) return say(words.wrong(attemptsLeft));
  check.hidden = true;
  clearInterval(timer);
  say(words.done);
});
