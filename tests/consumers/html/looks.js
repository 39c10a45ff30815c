// What shows on, off, read-only and pending, each kind beside the others, in the package's looks.

import { gateDom } from "tollgate/dom";
import { showReasons } from "tollgate/tooltip";

const KINDS = { button: "button", link: "button", field: "field", check: "field", row: "row" };
const SHOWN = {
  on: { state: "enabled" },
  off: { state: "disabled", message: "Ask Ada." },
  readonly: { state: "readonly", message: "Ask Ada." },
  pending: { state: "disabled", pending: true },
};
const MARKUP = {
  button: (id) => `<button id="${id}" data-control="${id}">${id}</button>`,
  link: (id) => `<a id="${id}" data-control="${id}" href="#${id}">${id}</a>`,
  field: (id) => `<input id="${id}" data-control="${id}" aria-label="${id}" value="a">`,
  check: (id) => `<input id="${id}" data-control="${id}" type="checkbox" aria-label="${id}">`,
  row: (id) => `
    <table><tbody><tr id="${id}" data-control="${id}">
      <td id="${id}-cell">${id}</td>
      <td>
        <button id="${id}-open">Open</button>
        <button id="${id}-off" data-control="off-button">Off</button>
      </td>
    </tr></tbody></table>`,
};

const gate = {
  control(id) {
    const [state, kind] = id.split("-");
    return { id, kind: KINDS[kind], ...SHOWN[state] };
  },
  controls: () => ({}),
};

const lines = Object.keys(SHOWN).flatMap((state) =>
  Object.entries(MARKUP).map(([kind, markup]) => `<div>${markup(`${state}-${kind}`)}</div>`),
);
document.querySelector("main").insertAdjacentHTML("beforeend", lines.join("\n"));
gateDom(document.body, gate);
showReasons();
document.body.dataset.ready = "";
