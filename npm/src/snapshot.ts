// Snapshots: what of a bundle goes with a gate to a page. The crate writes the same.

import { nothing } from "./encode.js";
import type { Reader } from "./engine.js";
import { LITERALS } from "./format.js";
import type { Bundle, Clause, Guard, Literal, Own, Policy } from "./format.js";
import type { Names } from "./names.js";

/** A list that is left out where it is empty, as everywhere in a bundle. */
const some = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list?.length ? list : undefined;

/** The bundle with what stays of it, as the engine's answer says, and with what is its own. */
export function snapshot({ bundle, rules }: Names, { explain, ids }: Own, answer: Reader): object {
  const { roles: _, grantAdvice: __, help: ___, ...names } = bundle;
  const groups = answer.numbers();
  const open = (all: readonly Literal[] | undefined): readonly Literal[] | undefined =>
    some(
      all?.flatMap((literal): Literal[] => {
        const [kind, index, operand] = literal;
        const fact = LITERALS.indexOf(kind);
        if (fact > 3) {
          const lacks = nothing(ids[operand as number]);
          return lacks && /untied/i.test(kind) ? [] : [literal];
        }
        const place = fact > 1 ? -1 : groups.indexOf(index);
        return place < 0 ? [] : [[kind, place]];
      }),
    );
  const policies = new Set<number>();
  const kept = (clauses: readonly Clause[] | undefined): readonly object[] | undefined =>
    some(
      answer.numbers().map((place) => {
        const { policy, all } = clauses?.[place] as Clause;
        policies.add(policy);
        return { policy, all: open(all) };
      }),
    );
  const actions = bundle.actions.map((action, of) => ({
    ...action,
    on: action.on.map(({ type, permits, forbids, advice }, at) => ({
      type,
      mentions: some(rules[of]?.[at]?.mentions),
      permits: kept(permits),
      forbids: kept(forbids),
      advice: some(advice?.map(({ id, text, when }) => ({ id, text, when: open(when) }))),
    })),
  }));
  const left = [...policies].sort((a, b) => a - b);
  const own = {
    explain,
    ids,
    guards: explain ? some(bundle.snapshot ? bundle.snapshot.guards : guards(bundle)) : undefined,
  };
  return JSON.parse(
    JSON.stringify(
      {
        ...names,
        groups: groups.map((index) => bundle.groups[index]),
        policies: left.map((index) => {
          const { reason, ...policy } = bundle.policies[index] as Policy;
          return { ...policy, reason: explain ? reason : undefined };
        }),
        actions,
        snapshot: own,
      },
      (key, value: unknown) => (key === "policy" ? left.indexOf(value as number) : value),
    ),
  ) as object;
}

/** The guards of all steps, for anybody: groups without a name stand for what they ask of one. */
function guards({ actions, types }: Bundle): Guard[] {
  return actions.flatMap(({ on }, action) =>
    on
      .filter(({ type }) => types[type]?.lifecycle?.transitions.some((it) => it.guard === action))
      .map(({ type, permits, forbids }) => {
        const facts: string[] = [];
        const anybody = (clauses: typeof permits): readonly (readonly Literal[])[] | undefined =>
          some(
            clauses?.map(({ all = [] }) =>
              all.map((literal): Literal => {
                const kind = LITERALS.indexOf(literal[0]);
                if (kind > 3) return literal;
                const fact = `${kind >> 1} ${literal[1]}`;
                if (!facts.includes(fact)) facts.push(fact);
                return [LITERALS[kind % 2] as string, facts.indexOf(fact)];
              }),
            ),
          );
        return { action, type, permits: anybody(permits), forbids: anybody(forbids) };
      }),
  );
}
