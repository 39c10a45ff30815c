// Explanations, by an engine of their own: that of the gate is left small.

import { start } from "./engine.js";
import { explainerBy } from "./explaining.js";
import type { Explainer } from "./explaining.js";
import { bytesOf, instantiate } from "./module.js";
import type { Explain } from "./pack.js";

export type * from "./explanation.js";
export type { Holds } from "./generated/words.js";
export type { Explain } from "./pack.js";

/** The module, a character a byte; the packager puts the text here. */
declare const __MODULE__: string;

let isStarted = false;

function begin(): void {
  if (isStarted) return;
  start(instantiate(new WebAssembly.Module(bytesOf(__MODULE__))));
  isStarted = true;
}

/** `explain` with the debug file of the policy's bundle, as data or JSON text. */
export const explainer: Explainer = /* @__PURE__ */ explainerBy(begin);

/** Explains what a gate answers, where no debug file is at hand: by the ids of policies. */
export const explain: Explain = /* @__PURE__ */ explainer();
