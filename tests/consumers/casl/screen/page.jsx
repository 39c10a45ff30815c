// Both screens on one page, for whom and about what the test says.

import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { WithCasl } from "./casl.jsx";
import { WithTollgate } from "./tollgate.jsx";

const sides = Object.entries({ casl: WithCasl, tollgate: WithTollgate }).map(([id, Screen]) => {
  const element = document.getElementById(id);
  return { id, Screen, element, root: createRoot(element), done: [] };
});

/** Shows both for a user, a list and the article of it that is open, or is loading. */
globalThis.show = (user, articles, at) => {
  for (const { Screen, root, done } of sides) {
    const on = Object.fromEntries(
      ["create", "delete", "publish"].map((name) => [name, () => done.push(name)]),
    );
    const what = { user, articles, article: articles[at], on };
    flushSync(() => root.render(<Screen key={at} {...what} />));
    done.length = 0;
  }
};

/** What both show, and what a click on everything does. */
globalThis.shown = () =>
  Object.fromEntries(
    sides.map(({ id, element, done }) => {
      const buttons = [...element.querySelectorAll("button")].filter((it) => !it.hidden);
      for (const button of buttons) button.click();
      const state = ({ textContent, title, ariaDisabled }) => ({
        name: textContent, isOff: ariaDisabled === "true", title,
      });
      return [
        id,
        {
          list: [...element.querySelectorAll("li")].map((it) => it.textContent),
          isReadOnly: element.querySelector("input").readOnly,
          buttons: buttons.map(state),
          done: [...done],
        },
      ];
    }),
  );
