// A gate for the elements below one, for Solid.

import { createEffect, onCleanup } from "solid-js";
import { gateDom } from "tollgate/dom";

/** As `ref` of an element: shows what is in it as a gate says of a record. */
export const gated = (gate, record) => (root) => {
  const screen = gateDom(root, null);
  createEffect(() => screen.update(gate(), record()));
  onCleanup(() => screen.undo());
};
