// The page by the binding that its address names, in a shadow root where it says of which mode.

const entries = import.meta.glob("./*.entry.js");
const [binding, mode] = location.search.slice(1).split("&");
const host = document.querySelector("#app");
globalThis.stage = document;
if (mode) {
  globalThis.stage = host.attachShadow({ mode });
  globalThis.stage.innerHTML = '<div id="app"></div>';
}
entries[`./${binding}.entry.js`]();
