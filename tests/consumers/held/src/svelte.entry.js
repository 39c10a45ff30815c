// Puts the page by the binding for Svelte into its place.

import { mount } from "svelte";
import Page from "./Page.svelte";

mount(Page, { target: globalThis.stage.getElementById("app") });
document.body.dataset.ready = "";
