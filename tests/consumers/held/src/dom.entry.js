// The page by the DOM binding.

import { gateDom } from "tollgate/dom";
import { EVENTS, gate, hear, INPUTS, INSIDE, lines } from "./stage.js";

const app = globalThis.stage.getElementById("app");
const input = (id, part) => `
  <input id="${id}" data-control="${id}" type="${part}" value="${INPUTS[part]}"
    aria-label="${id}">`;
const select = (id) => `
  <select id="${id}" data-control="${id}" aria-label="${id}">
    <option>one</option><option>two</option>
  </select>`;
const MARKUP = {
  button: (id) => `<button id="${id}" data-control="${id}">${id}</button>`,
  menu: (id) => `<div id="${id}" data-control="${id}" role="group" aria-label="${id}">
    <a id="${id}-link" href="#${id}">${id}</a></div>`,
  link: (id) => `<a id="${id}" data-control="${id}" href="#${id}">${id}</a>`,
  row: (id) => `<table><tbody><tr id="${id}" data-control="${id}">
    <td id="${id}-cell">${id}</td>
    <td>
      <button id="${id}-open">Open</button>
      <input id="${id}-check" type="checkbox" aria-label="${id}">
      <span id="${id}-own" data-control="on-button">Own</span>
    </td></tr></tbody></table>`,
  checkbox: (id) => `<input id="${id}" data-control="${id}" type="checkbox" aria-label="${id}">`,
  radio: (id) => `
    <input id="${id}-first" data-control="${id}" type="radio" name="${id}" checked aria-label="1">
    <input id="${id}" data-control="${id}" type="radio" name="${id}" aria-label="2">`,
  textarea: (id) => `<textarea id="${id}" data-control="${id}" aria-label="${id}">a</textarea>`,
  editable: (id) => `
    <div id="${id}" data-control="${id}" contenteditable role="textbox"
      aria-label="${id}">a</div>`,
  range: (id) =>
    `<input id="${id}" data-control="${id}" type="range" max="5" value="3" aria-label="${id}">`,
  select,
  status: select,
  form: (id) => `
    <form id="${id}" data-control="${id}">
      <input id="${id}-text" value="a" aria-label="${id}">
      <input id="${id}-check" type="checkbox" aria-label="${id}">
      <input id="${id}-range" type="range" max="5" value="3" aria-label="${id}">
      <button id="${id}-save">Save</button>
      <button id="${id}-cancel" type="button">Cancel</button>
    </form>`,
};

app.innerHTML = lines
  .map(({ id, part }) => `<div class="line">${(MARKUP[part] ?? input)(id, part)}</div>`)
  .join("\n");
for (const { id, part } of lines) {
  const inside = (INSIDE[part] ?? []).map((name) => `, #${id}-${name}`);
  for (const element of app.querySelectorAll(`#${id}, #${id}-first${inside.join("")}`)) {
    for (const type of EVENTS) element.addEventListener(type, hear);
  }
}
gateDom(app, gate);
document.body.dataset.ready = "";
