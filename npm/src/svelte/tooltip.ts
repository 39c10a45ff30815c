// The reasons of what is off, as a component of Svelte.

import { onMount } from "svelte";
import type { Component } from "svelte";
import { showReasons } from "../tooltip.js";

/** Shows the reasons of a page for as long as it is there: once in an application is enough. */
export const Reasons: Component = () => {
  onMount(() => showReasons());
  return {};
};
