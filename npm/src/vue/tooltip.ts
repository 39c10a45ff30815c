// The reasons of what is off, as a component of Vue.

import { defineComponent, onBeforeUnmount, onMounted } from "vue";
import type { DefineComponent } from "vue";
import { showReasons } from "../tooltip.js";

/** Shows the reasons of a page for as long as it is there: once in an application is enough. */
export const Reasons: DefineComponent<{}> = defineComponent({
  setup() {
    let end: (() => void) | undefined;
    onMounted(() => (end = showReasons()));
    onBeforeUnmount(() => end?.());
    return () => undefined;
  },
}) as DefineComponent<{}>;
