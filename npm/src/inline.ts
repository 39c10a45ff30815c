// The engine's module as text in this file, one character a byte: nothing to fetch, nothing to wait
// for.

import { start } from "./engine.js";
import { Engine, initSync } from "./wasm.js";

/** The module; the packager puts the text here. */
declare const __MODULE__: string;

const text = __MODULE__;
const bytes = new Uint8Array(text.length);
for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
initSync({ module: new WebAssembly.Module(bytes) });
start(new Engine());
