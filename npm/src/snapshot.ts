// Snapshots: what of a bundle goes with a gate to a page.

import type { Bundle, Rule } from "./format.js";

/** What a snapshot has that a bundle has not. */
export interface Own {
  /** Whether it says what would unlock a denial. */
  readonly explain: boolean;
  /** The principal's id, then its attributes. */
  readonly ids: readonly (string | null | undefined)[];
  /** What the engine reads. */
  readonly program: readonly number[];
}

/** The names that a snapshot needs, of those of its bundle, with what is its own. */
export function snapshot(
  bundle: Bundle,
  own: Own,
  groups: readonly number[],
  policies: readonly number[],
): object {
  const { roles: _, grantAdvice: __, help: ___, ...names } = bundle;
  const rule = ({ type, advice }: Rule): object => ({
    type,
    ...(advice && { advice: advice.map(({ id, text }) => ({ id, text })) }),
  });
  return JSON.parse(
    JSON.stringify({
      ...names,
      groups: groups.map((index) => bundle.groups[index]),
      policies: policies.map((index) => {
        const { reason, ...policy } = bundle.policies[index] as Bundle["policies"][number];
        return own.explain && reason !== undefined ? { ...policy, reason } : policy;
      }),
      actions: bundle.actions.map((action) => ({ ...action, on: action.on.map(rule) })),
      snapshot: { ...own, ids: own.ids.map((id) => id ?? null) },
    }),
  ) as object;
}
