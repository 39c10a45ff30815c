// Starts the engine's WebAssembly module with its glue.

import makeGlue from "#glue";
import type { Boundary } from "./boundary.js";
import { keepAccessor } from "./intrinsics.js";

const { Instance, Memory } = WebAssembly;

/** How to start a module; each start has glue of its own, for that keeps state. */
export const instantiate = (module: WebAssembly.Module) => (): Boundary => {
  const glue = makeGlue();
  const { exports } = new Instance(module, { "./engine_bg.js": glue });
  keepAccessor(exports["memory"] as object, Memory.prototype, "buffer");
  glue.__wbg_set_wasm(exports);
  return glue;
};
