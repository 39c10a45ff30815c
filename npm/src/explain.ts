// Explanations, by an engine of their own: that of the gate is left small.

import { explainerBy } from "./explaining.js";
import type { Explainer } from "./explaining.js";
import { bytesOf, instantiate } from "./module.js";
import type { Explain } from "./pack.js";

export type * from "./explanation.js";
export type { Holds } from "./generated/words.js";
export type { Explain } from "./pack.js";

/** The module, a character a byte; the packager puts the text here. */
declare const __MODULE__: string;

/** `explain` with the debug file of the policy's bundle, as data or JSON text. */
export const explainer: Explainer = /* @__PURE__ */ explainerBy(() =>
  instantiate(new WebAssembly.Module(bytesOf(__MODULE__))),
);

/** Explains what a gate answers, where no debug file is at hand: by the ids of policies. */
export const explain: Explain = /* @__PURE__ */ explainer();
