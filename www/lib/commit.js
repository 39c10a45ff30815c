// A field that is saved as it is left, or with Enter; Escape takes back what was typed. What is
// drawn anew is not left.

import { drawing } from "./focus.js";

const saving = new Set();

/** The listeners of such a field; `key` tells it from others. */
export function commits(key, { saves, takesBack, changed }) {
  const save = async () => {
    if (saving.has(key)) return;
    saving.add(key);
    try {
      await saves();
    } finally {
      saving.delete(key);
    }
  };
  return {
    onblur: () => { if (!drawing() && changed()) save(); },
    onkeydown: (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        save();
      }
      if (event.key !== "Escape" || !changed()) return;
      event.preventDefault();
      event.stopPropagation();
      takesBack();
    },
  };
}
