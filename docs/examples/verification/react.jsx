import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { ask, isOver, words, wordsFor } from "./texts.js";

/** Everything the screens need to know of a verification under way. */
const useVerification = () => {
  const [state, setState] = useState({ step: "number", message: "" });
  const sent = (answer) =>
    setState((before) => {
      const { error, to, nextSendAt } = answer;
      if (!error) return { step: "code", to, nextSendAt, message: "" };
      return isOver(answer) ? { step: "number", message: wordsFor(error) } : { ...before, message: wordsFor(error) };
    });
  const checked = (answer) =>
    setState((before) => {
      const { approved, error, attemptsLeft } = answer;
      if (approved) return { step: "done", message: words.done };
      // The number's form once more, so that nobody is left with a code that cannot become right.
      if (isOver(answer)) return { step: "number", message: error ? wordsFor(error) : words.lastWrong };
      return { ...before, message: error ? wordsFor(error) : words.wrong(attemptsLeft) };
    });
  return {
    ...state,
    start: async (to) => sent(await ask("", { to })),
    resend: async () => sent(await ask("/resend")),
    check: async (code) => checked(await ask("/check", { code })),
  };
};

/** Whole seconds until a moment, as they pass. */
const useSecondsUntil = (moment) => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000));
};

const ResendButton = ({ nextSendAt, onClick }) => {
  const seconds = useSecondsUntil(nextSendAt);
  return (
    <button id="resend" type="button" disabled={seconds > 0} onClick={onClick}>
      {seconds > 0 ? words.againIn(seconds) : words.again}
    </button>
  );
};

const VerifyPhone = () => {
  const { step, to, nextSendAt, message, start, check, resend } = useVerification();
  return (
    <>
      <h1>{words.title}</h1>
      {step === "number" && (
        <form id="start" action={(form) => start(form.get("to"))}>
          <label>
            {words.number} <input name="to" type="tel" autoComplete="tel" required />
          </label>
          <button type="submit">{words.send}</button>
        </form>
      )}
      {step === "code" && (
        <form id="check" action={(form) => check(form.get("code"))}>
          <p id="sent">{words.sent(to)}</p>
          <label>
            {words.code} <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
          </label>
          <button type="submit">{words.check}</button>
          {nextSendAt && <ResendButton nextSendAt={nextSendAt} onClick={resend} />}
        </form>
      )}
      <p id="message" role="status">
        {message}
      </p>
    </>
  );
};

createRoot(document.getElementById("root")).render(<VerifyPhone />);
