// Starts the engine's WebAssembly module with its glue.

import makeGlue from "#glue";
import type { Boundary } from "./boundary.js";

/** How to start a module; each start has glue of its own, for that keeps state. */
export const instantiate = (module: WebAssembly.Module) => (): Boundary => {
  const glue = makeGlue();
  const { exports } = new WebAssembly.Instance(module, { "./engine_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  return glue;
};
