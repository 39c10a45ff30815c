// What an explanation says, and the debug file that it has its words and places from.

import type { Denial, Effect, Holds } from "./generated/words.js";
import type { ControlState, StateValue, Unlock } from "./types.js";

/** A place in the sources of a pack; line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What `tollgate compile` writes beside a bundle, as `bundle.debug.json`. */
export interface DebugInfo {
  readonly pack: string;
  readonly fingerprint: string;
  readonly policies: { readonly [id: string]: SourcePlace };
  readonly controls: { readonly [id: string]: SourcePlace };
  /** By action, type and policy: its clauses, each condition in words. */
  readonly clauses: {
    readonly [action: string]: {
      readonly [type: string]: { readonly [policy: string]: readonly (readonly string[])[] };
    };
  };
}

/** One thing that a clause asks for. */
export interface ExplainedCondition {
  /** Whether it is so; `depends` where that is the record's to say and none was given. */
  readonly holds: Holds;
  /** What it is; only with a debug file. */
  readonly text?: string;
}

/** A clause of a policy: it holds where all of its conditions do. */
export interface ExplainedClause {
  readonly holds: Holds;
  readonly conditions: readonly ExplainedCondition[];
}

/** A policy that a decision was held against; it holds where one of its clauses does. */
export interface ExplainedPolicy {
  readonly policy: string;
  readonly effect: Effect;
  readonly reason?: string;
  readonly holds: Holds;
  readonly clauses: readonly ExplainedClause[];
  /** Where it stands; only with a debug file. */
  readonly place?: SourcePlace;
}

/** Why an answer is what it is. */
export interface Explanation {
  /** How the control shows, where one was asked about. */
  readonly control?: ControlState;
  /** The step that was asked about, or that the control takes. */
  readonly transition?: string;
  /**
   * The action that decides: of a field its view or its change, of a step its guard. None while the
   * record is to come.
   */
  readonly action?: string;
  /** Of a choice, the value that decides: the first that is allowed, else the first. */
  readonly value?: StateValue;
  readonly allowed: boolean;
  readonly denial: Denial | null;
  /** The minimal alternatives, any of which unlocks. */
  readonly unlock: readonly Unlock[];
  /** What the person is told; empty when allowed. */
  readonly message: string;
  /** Every policy that the action was held against, permits first. */
  readonly policies: readonly ExplainedPolicy[];
  /** Where the control stands; only with a debug file. */
  readonly place?: SourcePlace;
}
