// A question before something goes that does not come back.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { t } from "./language.js";
import { button } from "./parts.js";

/**
 * Asks; `does` runs when the answer is yes. `text` may be what gives it, where it is on its way;
 * `isAllowed`, where given, says whether it may be done; `danger` marks what takes something
 * away.
 */
export function confirm({
  title, text, keep, yes, iconName = "trash", danger = true, does, isAllowed,
}) {
  openDialog((close) => {
    if (isAllowed && !isAllowed()) return null;
    return {
      title,
      body: [typeof text === "function" ? text() : text].flat()
        .map((each) => (typeof each === "string" ? h("p", {}, each) : each)),
      actions: [
        button(null, keep ?? t("Keep it"), { "data-key": "keep", onclick: close }),
        button(iconName, yes, {
          class: danger ? "danger" : "primary", "data-key": "confirm",
          onclick: () => {
            close();
            does();
          },
        }),
      ],
    };
  });
}
