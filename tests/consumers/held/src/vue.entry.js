// Puts the page by the binding for Vue into its place.

import { createApp } from "vue";
import Page from "./Page.vue";

createApp(Page).mount(globalThis.stage.getElementById("app"));
document.body.dataset.ready = "";
