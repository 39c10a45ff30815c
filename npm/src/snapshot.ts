// Snapshots: what of a bundle goes with a gate to a page. The crate writes the same.

import { copy } from "./answers.js";
import type { SnapshotAnswer } from "./boundary.js";
import type { AdviceText, Bundle, Policy, Rule, SnapshotPart } from "./bundle.js";

/** Bytes that become characters in one call: one by one takes ten times as long. */
const AT_ONCE = 1024;

/** Bytes as base64. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    const some: ArrayLike<number> = bytes.subarray(at, at + AT_ONCE);
    text += String.fromCharCode.apply(null, some as number[]);
  }
  return btoa(text);
}

/** The bundle with what the engine leaves of it, and with what only a snapshot has. */
export function snapshot(
  bundle: Bundle,
  { groups, policies, advice, program }: SnapshotAnswer,
  { explain, ids }: SnapshotPart,
): object {
  const { roles: _, grantAdvice: __, help: ___, ...rest } = bundle;
  const policy = (index: number): Policy => {
    const { reason, ...kept } = bundle.policies[index] as Policy;
    return explain && reason !== undefined ? { ...kept, reason } : kept;
  };
  let rules = 0;
  const rule = ({ policies: ____, advice: texts = [], ...kept }: Rule): Rule => {
    const said = advice[rules++] as readonly number[];
    const advised = said.map((index) => texts[index] as AdviceText);
    return advised.length ? { ...kept, advice: advised } : kept;
  };
  // A copy of its own, which nobody's changes reach.
  return copy({
    ...rest,
    program: base64(program),
    groups: groups.map((index) => bundle.groups[index]),
    policies: policies.map(policy),
    actions: bundle.actions.map((action) => ({ ...action, on: action.on.map(rule) })),
    snapshot: { explain, ids: ids.map((id) => id ?? null) },
  }) as object;
}
