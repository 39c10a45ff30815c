// Starts the engine. Its module stands in this file as text, one character a byte, so that there
// is nothing to fetch and nothing to wait for.

import { Engine, initSync } from "./engine.js";

export { Verb } from "./engine.js";

/** The module; the packager puts the text here. */
declare const __MODULE__: string;

const text = __MODULE__;
const bytes = new Uint8Array(text.length);
for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
initSync({ module: new WebAssembly.Module(bytes) });

/** The engine: what it keeps it keeps under numbers, and within bounds. */
export const engine = new Engine();
