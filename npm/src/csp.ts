// Tollgate without WebAssembly, for pages whose Content-Security-Policy does not allow it: the same
// engine, as the JavaScript that Binaryen makes of the module. It is larger and slower, and answers
// the same.

import { start } from "./engine.js";
import { startLowered } from "./lowered.js";

export * from "./api.js";

start(startLowered);
