// Starts the engine's WebAssembly module with its glue.

import makeGlue from "#glue";
import type { Boundary } from "./boundary.js";
import { keepAccessor } from "./intrinsics.js";

const { Instance, Memory } = WebAssembly;

/** Which bits of each byte are turned over in the text of a module; the packager does it. */
const TURNED = 62;

/** The bytes of a module of which each is a character of a text. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) ^ TURNED;
  return bytes;
}

/** How to start a module; each start has glue of its own, for that keeps state. */
export const instantiate = (module: WebAssembly.Module) => (): Boundary => {
  const glue = makeGlue();
  const { exports } = new Instance(module, { "./engine_bg.js": glue });
  keepAccessor(exports["memory"] as object, Memory.prototype, "buffer");
  glue.__wbg_set_wasm(exports);
  return glue;
};
