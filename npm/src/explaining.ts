// Why, for those who write policies and screens: the decision behind an answer, and every policy
// that it was held against, clause by clause. Nothing is decided here: the engine says what holds,
// and the debug file of the bundle what that is called and where it stands.

import * as answers from "./answers.js";
import type { Draft } from "./answers.js";
import type {
  ClauseAnswer,
  ControlAnswer,
  Explained,
  Explaining,
  VerdictAnswer,
} from "./boundary.js";
import type { Action, Control, Policy, ResourceType } from "./bundle.js";
import { hasStarted, open, start } from "./engine.js";
import type { Starter } from "./engine.js";
import { fail } from "./error.js";
import type {
  DebugInfo,
  ExplainedClause,
  ExplainedPolicy,
  Explanation,
  SourcePlace,
} from "./explanation.js";
import type { Gate as AnyGate } from "./gate.js";
import { debugInfoDiffers, debugInfoNotJson, snapshotUnexplained } from "./generated/texts.js";
import { DENIALS, HOLDS, TARGET_KINDS } from "./generated/words.js";
import type { Denial, Holds, TargetKind } from "./generated/words.js";
import type { Names } from "./names.js";
import type { Explain } from "./pack.js";
import type { Verb } from "./verbs.js";

/** By kind, the question that is read and refused alike. */
const ALIKE = { action: "check", transition: "filterTransition", control: "control" } as const;

/** What makes `explain`, with the debug file of a policy's bundle as data or JSON text. */
export type Explainer = (debug?: DebugInfo | object | string) => Explain;

/** The same, by an engine of the entry's own, which starts when it is first asked. */
export const explainerBy =
  (starter: () => Starter): Explainer =>
  (debug) => {
    const info = debug === undefined ? undefined : read(debug);
    return ((gate: AnyGate, question: string | object, ...about: readonly unknown[]) => {
      if (!hasStarted()) start(starter());
      return explained(gate, question, about, info);
    }) as unknown as Explain;
  };

function read(debug: object | string): DebugInfo {
  let info = debug as Partial<DebugInfo> | undefined;
  try {
    if (typeof debug === "string") info = JSON.parse(debug) as DebugInfo;
  } catch (error) {
    fail("bad_bundle", debugInfoNotJson((error as Error).message), "debug");
  }
  if (typeof info?.fingerprint !== "string" || !info.clauses) {
    fail("bad_bundle", debugInfoNotJson("`fingerprint`"), "debug");
  }
  return info as DebugInfo;
}

/** What was asked about: its kind and its name. */
function kindOf(question: string | object): readonly [TargetKind, string] {
  if (typeof question === "string") return ["control", question];
  const { action, transition } = question as { action?: string; transition?: string };
  return transition === undefined ? ["action", action as string] : ["transition", transition];
}

/** What the engine answers: what a gate says, and what that was held against. */
interface EngineAnswer {
  readonly names: Names;
  readonly shown?: ControlAnswer | undefined;
  readonly verdict?: VerdictAnswer | undefined;
  /** Nothing where the answer waits for its record. */
  readonly against?: Explained | undefined;
}

function ask(
  gate: AnyGate,
  kind: TargetKind,
  name: string,
  about: readonly unknown[],
): EngineAnswer {
  let answer: EngineAnswer | undefined;
  const verb: Verb<undefined> = {
    name: ALIKE[kind],
    answer(names, { index, numbers, subject }) {
      if (names.bundle.snapshot) return undefined;
      const { fingerprint, program } = names.bundle;
      const policy = open(fingerprint, Uint8Array.from(atob(program), (it) => it.charCodeAt(0)));
      // What is wrong with the question is said by the names of the gate.
      answer = names.ask(
        () =>
          policy.ask((engine, number) => {
            const question = { ...numbers, policy: number };
            const place = TARGET_KINDS.indexOf(kind);
            const explained = (engine as Explaining).explain(question, place, index);
            if (explained === undefined) return undefined;
            const { against } = explained;
            if (kind === "control") {
              return { names, against, shown: engine.control(question, index) };
            }
            const verb = kind === "action" ? "check" : "transition";
            return { names, against, verdict: engine[verb](question, index) };
          }),
        subject,
      );
      return undefined;
    },
  };
  const hasRecord = kind === "control" && about.length > 0;
  gate.ask(verb, name, hasRecord, about[0], about[1]);
  return answer ?? fail("bad_bundle", snapshotUnexplained, "gate");
}

function explained(
  gate: AnyGate,
  question: string | object,
  about: readonly unknown[],
  debug: DebugInfo | undefined,
): Explanation {
  const [kind, name] = kindOf(question);
  const { names, shown, verdict, against } = ask(gate, kind, name, about);
  if (debug && debug.fingerprint !== gate.fingerprint) {
    fail("bad_bundle", debugInfoDiffers, "debug");
  }
  const { actions, controls = [], types } = names.bundle;
  const control = shown && (controls[shown.control] as Control);
  const rule = against && (actions[against.action] as Action).name;
  const on = against && (types[against.type] as ResourceType).name;
  const texts = debug && ((name: string) => debug.clauses[rule ?? ""]?.[on ?? ""]?.[name]);
  return answers.frozen<Explanation>({
    control: shown && answers.control(names, shown),
    transition: kind === "transition" ? name : control?.transition,
    action: rule,
    value:
      control && against?.value !== undefined
        ? answers.chosen(names, control).value(against.value)
        : undefined,
    ...(shown ? ofControl(names, shown) : ofVerdict(names, verdict as VerdictAnswer)),
    policies: policiesOf(names, against?.clauses ?? [], debug, texts),
    place: control && debug?.controls[control.id],
  });
}

type Answer = Pick<Draft<Explanation>, "allowed" | "denial" | "message" | "unlock">;

function ofVerdict(names: Names, answer: VerdictAnswer): Answer {
  const { allowed, denial, message, unlock } = answers.decision(names, answer);
  return { allowed, denial, message, unlock: unlock ?? [] };
}

function ofControl(names: Names, answer: ControlAnswer): Answer {
  const { why, pending } = answer;
  const { message = "" } = answers.control(names, answer);
  return {
    allowed: !why && !pending,
    denial: why ? (DENIALS[why.denial] as Denial) : null,
    message,
    unlock: why ? answers.unlocksOf(names, why) : [],
  };
}

/** Clauses in words, policy by policy. */
function policiesOf(
  names: Names,
  clauses: ArrayLike<ClauseAnswer>,
  debug: DebugInfo | undefined,
  texts: ((policy: string) => readonly (readonly string[])[] | undefined) | undefined,
): ExplainedPolicy[] {
  const all = new Map<number, ExplainedPolicy & { holds: Holds; clauses: ExplainedClause[] }>();
  for (const { policy: place, holds, literals } of Array.from(clauses)) {
    const policy = names.bundle.policies[place] as Policy;
    const { id, effect } = policy;
    const known = all.get(place) ?? {
      policy: id,
      effect,
      reason: answers.reasonOf(names, policy) as string,
      holds: "no" as Holds,
      clauses: [],
      place: debug?.policies[id] as SourcePlace,
    };
    all.set(place, known);
    const conditionTexts = texts && (texts(id)?.[known.clauses.length] ?? differs());
    if (conditionTexts && conditionTexts.length !== literals.length) differs();
    const conditions = Array.from(literals, (literal, nth) => ({
      holds: HOLDS[literal] as Holds,
      ...(conditionTexts && { text: conditionTexts[nth] as string }),
    }));
    // A policy holds as far as the best of its clauses does.
    if (holds > HOLDS.indexOf(known.holds)) known.holds = HOLDS[holds] as Holds;
    known.clauses.push({ holds: HOLDS[holds] as Holds, conditions });
  }
  return [...all.values()];
}

const differs = (): never => fail("bad_bundle", debugInfoDiffers, "debug");
