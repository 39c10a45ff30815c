// Starts the engine as the JavaScript that Binaryen makes of its module.

import makeGlue from "#glue";
import makeEngine from "#script";
import type { Starter } from "./engine.js";

/** Each start has glue of its own, for that keeps state. */
export const startLowered: Starter = () => {
  const glue = makeGlue();
  glue.__wbg_set_wasm(makeEngine({ "./engine_bg.js": glue }));
  return glue;
};
