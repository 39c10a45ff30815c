// Tollgate for JavaScript: load a policy, make a gate for who is signed in, ask it.
//
// Nothing is decided here. Every answer and every error is the engine's, which is compiled to
// WebAssembly and stands in this very module, so importing it is all it takes.

import { start } from "./engine.js";
import { instantiate } from "./module.js";

export * from "./api.js";

/** The module, a character a byte; the packager puts the text here. */
declare const __MODULE__: string;

/** Which bits of each byte are turned over in the text; the packager does it. */
const TURNED = 62;

const text = __MODULE__;
const bytes = new Uint8Array(text.length);
for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) ^ TURNED;
start(instantiate(new WebAssembly.Module(bytes)));
