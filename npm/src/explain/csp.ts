// Explanations without WebAssembly, as `csp.ts` has answers.

import makeGlue from "#glue";
import makeEngine from "#script";
import { start } from "../engine.js";
import { explainerBy } from "../explaining.js";
import type { Explainer } from "../explaining.js";
import type { Explain } from "../pack.js";

export type * from "../explanation.js";
export type { Holds } from "../generated/words.js";
export type { Explain } from "../pack.js";

let isStarted = false;

function begin(): void {
  if (isStarted) return;
  start(() => {
    const glue = makeGlue();
    glue.__wbg_set_wasm(makeEngine({ "./engine_bg.js": glue }));
    return glue;
  });
  isStarted = true;
}

/** `explain` with the debug file of the policy's bundle, as data or JSON text. */
export const explainer: Explainer = /* @__PURE__ */ explainerBy(begin);

/** Explains what a gate answers, where no debug file is at hand: by the ids of policies. */
export const explain: Explain = /* @__PURE__ */ explainer();
