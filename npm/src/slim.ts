// Tollgate with the engine in a file of its own, `engine.wasm`, which is fetched and compiled while
// it streams in; for pages that count every byte of script, and for edge workers that may not
// compile bytes and are given a compiled module.

import { hasStarted, start } from "./engine.js";
import { fail } from "./error.js";
import { engineNotFound, engineSourceNeeded } from "./generated/texts.js";
import { instantiate } from "./module.js";

export * from "./api.js";

/** Where the engine comes from: an address, its bytes, a response or a compiled module. */
export type EngineSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** The part of Node.js that reads files. */
interface Files {
  readFileSync(path: URL): Uint8Array<ArrayBuffer>;
}

let starting: Promise<void> | undefined;

/**
 * Starts the engine; nothing can be loaded before. Called again it starts nothing new, unless it
 * failed before. Without a source it is `engine.wasm` beside this file.
 */
export default function init(source?: EngineSource | Promise<EngineSource>): Promise<void> {
  starting ??= begin(source).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

/** Starts the engine at once, from its bytes or a compiled module. */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  if (hasStarted()) return;
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  start(instantiate(module));
}

async function begin(from?: EngineSource | Promise<EngineSource>): Promise<void> {
  if (hasStarted()) return;
  const source = (await from) ?? beside();
  const address = typeof source === "string" || source instanceof URL;
  const found = address ? await fetched(source) : source;
  initSync(found instanceof WebAssembly.Module ? found : await compiled(found));
}

/** The engine's file beside this one; a CommonJS module does not know where it is. */
function beside(): URL {
  const { url } = import.meta as { url?: string };
  if (url !== undefined) return new URL("./engine.wasm", import.meta.url);
  return fail("wrong_type", engineSourceNeeded, "source");
}

/** What is at an address; Node.js does not fetch files, and is asked for their bytes. */
async function fetched(address: string | URL): Promise<Response | BufferSource> {
  const node = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } })
    .process;
  const files = /^file:/.test(String(address)) && node?.getBuiltinModule?.("node:fs");
  return files ? (files as Files).readFileSync(new URL(address)) : fetch(address);
}

/** Compiles bytes, or what is served: while it streams in, where the server says what it is. */
async function compiled(source: BufferSource | Response): Promise<WebAssembly.Module> {
  // Node.js loads its HTTP client where `Response` is named.
  if (ArrayBuffer.isView(source) || typeof Response !== "function") {
    return WebAssembly.compile(source as BufferSource);
  }
  if (!(source instanceof Response)) return WebAssembly.compile(source);
  const { headers, ok, status, url } = source;
  if (!ok) fail("bad_bundle", engineNotFound(url, `${status}`), "init");
  const streams = headers.get("Content-Type")?.startsWith("application/wasm");
  return streams && WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(source)
    : WebAssembly.compile(await source.arrayBuffer());
}
