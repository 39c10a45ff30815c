// Tollgate without WebAssembly, for pages whose Content-Security-Policy does not allow it: the same
// engine, as the JavaScript that Binaryen makes of the module. It is larger and slower, and answers
// the same.

import makeGlue from "#glue";
import makeEngine from "#script";
import { start } from "./engine.js";

export * from "./api.js";

start(() => {
  const glue = makeGlue();
  glue.__wbg_set_wasm(makeEngine({ "./engine_bg.js": glue }));
  return glue;
});
