// The page by the DOM binding.

import { gateDom } from "tollgate/dom";
import { EVENTS, gate, hear, lines } from "./stage.js";

const app = document.querySelector("#app");
const MARKUP = {
  button: (id) => `<button id="${id}" data-control="${id}">${id}</button>`,
  link: (id) => `<a id="${id}" data-control="${id}" href="#${id}">${id}</a>`,
  checkbox: (id) => `<input id="${id}" data-control="${id}" type="checkbox" aria-label="${id}">`,
  radio: (id) => `
    <input id="${id}-first" data-control="${id}" type="radio" name="${id}" checked aria-label="1">
    <input id="${id}" data-control="${id}" type="radio" name="${id}" aria-label="2">`,
  text: (id) => `<input id="${id}" data-control="${id}" value="a" aria-label="${id}">`,
  range: (id) =>
    `<input id="${id}" data-control="${id}" type="range" max="5" value="3" aria-label="${id}">`,
  select: (id) => `
    <select id="${id}" data-control="${id}" aria-label="${id}">
      <option>one</option><option>two</option>
    </select>`,
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
  .map(({ id, part }) => `<div class="line">${MARKUP[part](id)}</div>`)
  .join("\n");
for (const { id } of lines) {
  const elements = app.querySelectorAll(`#${id}, #${id}-first, #${id}-cancel`);
  for (const element of elements) {
    for (const type of EVENTS) element.addEventListener(type, hear);
  }
}
gateDom(app, gate);
document.body.dataset.ready = "";
