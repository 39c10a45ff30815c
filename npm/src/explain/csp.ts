// Explanations without WebAssembly, as `csp.ts` has answers.

import { explainerBy } from "../explaining.js";
import type { Explainer } from "../explaining.js";
import { startLowered } from "../lowered.js";
import type { Explain } from "../pack.js";

export type * from "../explanation.js";
export type { Holds } from "../generated/words.js";
export type { Explain } from "../pack.js";

/** `explain` with the debug file of the policy's bundle, as data or JSON text. */
export const explainer: Explainer = /* @__PURE__ */ explainerBy(() => startLowered);

/** Explains what a gate answers, where no debug file is at hand: by the ids of policies. */
export const explain: Explain = /* @__PURE__ */ explainer();
