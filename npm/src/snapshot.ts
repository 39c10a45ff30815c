// Snapshots: what of a bundle goes with a gate to a page. The crate writes the same.

import { copy } from "./answers.js";
import type { SnapshotAnswer } from "./boundary.js";
import type { AdviceText, Bundle, Policy, Rule, SnapshotPart } from "./bundle.js";
import type { Knowns } from "./column.js";
import { cut, encode64, flatMap, fromCharCode, lengthOf, map, some } from "./intrinsics.js";
import type { Names } from "./names.js";

/** Bytes that are written at a time, a multiple of what base64 and `letters` take. */
const STRIDE = 3 * 1024;
const LETTERS = 8;

/** Bytes from a place on as letters: one call for each byte takes three times as long. */
function letters(of: ArrayLike<number>, at: number): string {
  const byte = (ahead: number) => of[at + ahead] as number;
  return fromCharCode(byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7));
}

/** Bytes as base64. */
function base64(bytes: Uint8Array): string {
  const length = lengthOf(bytes);
  let text = "";
  for (let start = 0; start < length; start += STRIDE) {
    let part = "";
    for (let i = start; i < start + STRIDE && i < length; i += LETTERS) part += letters(bytes, i);
    // What is past the last byte is no letter.
    text += encode64(cut(part, 0, length - start));
  }
  return text;
}

/** The bundle with what the engine leaves of it, and with what only a snapshot has. */
export function snapshot(
  bundle: Bundle,
  { groups, policies, advice, program }: SnapshotAnswer,
  part: SnapshotPart,
): object {
  const { explain } = part;
  const { roles: _, grantAdvice: __, help: ___, ...rest } = bundle;
  const { types: ____, ...principal } = bundle.principal;
  const policy = (index: number): Policy => {
    const { reason, ...kept } = bundle.policies[index] as Policy;
    return explain && reason !== undefined ? { ...kept, reason } : kept;
  };
  let rules = 0;
  const rule = ({ policies: _____, advice: texts = [], ...kept }: Rule): Rule => {
    const indices = advice[rules++] as ArrayLike<number>;
    const advised = map(indices, (index) => texts[index] as AdviceText);
    return advised.length ? { ...kept, advice: advised } : kept;
  };
  // A copy of its own, which nobody's changes reach.
  return copy({
    ...rest,
    program: base64(program),
    groups: map(groups, (index) => bundle.groups[index]),
    principal,
    policies: map(policies, policy),
    actions: map(bundle.actions, (action) => ({ ...action, on: map(action.on, rule) })),
    snapshot: part,
  }) as object;
}

/** Of a principal what something is compared with, and its id. */
export function snapshotPrincipal(names: Names, known: Knowns): ArrayLike<unknown> {
  const sheets = flatMap([names.records, names.contexts], (it) => it);
  const ties = flatMap(flatMap(sheets, ({ columns }) => columns), (column) => column.ties);
  const compared = (at: number): boolean =>
    at === 0 || some(ties, ({ principal }) => principal === at);
  return map(names.principal.columns, (column, at) =>
    compared(at) ? column.toSnapshot(known[at]) : null,
  );
}
