// Tollgate for JavaScript: load a policy, make a gate for who is signed in, ask it.
//
// Nothing is decided here. Every answer and every error is the engine's, which is compiled to
// WebAssembly and stands in this very module, so importing it is all it takes.

import { start } from "./engine.js";
import { bytesOf, instantiate } from "./module.js";

export * from "./api.js";

/** The module, a character a byte; the packager puts the text here. */
declare const __MODULE__: string;

start(instantiate(new WebAssembly.Module(bytesOf(__MODULE__))));
