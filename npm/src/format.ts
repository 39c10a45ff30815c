// What a bundle says, as it stands in its JSON. `docs/bundle-format.md` tells what each member is.

import type { ControlKind } from "./types.js";

export interface Attribute {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  readonly values?: readonly string[];
  readonly optional?: boolean;
  readonly ties?: readonly number[];
  readonly label?: string;
  readonly offered?: boolean;
}

export type Literal = readonly [string, number, (number | readonly number[])?];

export interface Clause {
  readonly policy: number;
  readonly all?: readonly Literal[];
}

export interface Rule {
  readonly type: number;
  readonly mentions?: readonly number[];
  readonly permits?: readonly Clause[];
  readonly forbids?: readonly Clause[];
  readonly advice?: readonly { id: string; text: string; when?: readonly Literal[] }[];
}

export interface Transition {
  readonly name: string;
  readonly label?: string;
  readonly from: readonly number[];
  readonly to: number;
  readonly guard: number;
}

export interface Lifecycle {
  readonly attribute: number;
  readonly initial: number;
  readonly states: readonly (string | null)[];
  readonly transitions: readonly Transition[];
}

export interface ResourceType {
  readonly name: string;
  readonly attributes?: readonly Attribute[];
  readonly lifecycle?: Lifecycle;
}

export interface Control {
  readonly id: string;
  readonly kind: ControlKind;
  readonly type: number;
  readonly ungranted: string;
  readonly blocked: string;
  readonly page?: boolean;
  readonly action?: number;
  readonly transition?: string;
  readonly view?: number;
  readonly change?: number;
  readonly chooses?: number;
  readonly choosesContext?: number;
}

export interface Policy {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  readonly reason?: string;
}

export interface Group {
  readonly name: string;
  readonly label?: string;
  readonly category?: string;
  readonly offered?: boolean;
}

export interface Action {
  readonly name: string;
  readonly label?: string;
  readonly context?: readonly Attribute[];
  readonly on: readonly Rule[];
}

/** A guard for anybody: `in` and `out` are about groups without a name, numbered as mentioned. */
export interface Guard {
  readonly action: number;
  readonly type: number;
  readonly permits?: readonly (readonly Literal[])[] | undefined;
  readonly forbids?: readonly (readonly Literal[])[] | undefined;
}

/** What a snapshot has that a bundle has not. */
export interface Own {
  /** Whether it says what would unlock a denial. */
  readonly explain: boolean;
  /** The principal's id, then its attributes. */
  readonly ids: readonly (string | null | undefined)[];
  /** The guards of its steps. */
  readonly guards?: readonly Guard[];
}

export interface Bundle {
  readonly format: number;
  readonly pack: string;
  readonly fingerprint: string;
  readonly groups: readonly Group[];
  readonly principal: { readonly attributes?: readonly { name: string; optional?: boolean }[] };
  readonly types: readonly ResourceType[];
  readonly actions: readonly Action[];
  readonly policies: readonly Policy[];
  readonly roles?: readonly { name: string; label?: string; groups?: readonly number[] }[];
  readonly controls?: readonly Control[];
  readonly grantAdvice?: readonly {
    id: string;
    text: string;
    permission?: number;
    role?: number;
    unlessRoles?: readonly number[];
  }[];
  readonly help?: readonly { question: string; answer: string }[];
  readonly snapshot?: Own;
}

/** The type that needs no record. */
export const WORKSPACE = "Workspace";

/** What the names of permissions begin with among those of groups. */
export const PERMISSION = "Permission::";

/** The kinds of attributes, as the engine numbers them, with what each must hold. */
export const KINDS = {
  enum: "one of its values, a string",
  bool: "true or false",
  entity: "an id, a string",
  set: "an array of ids, strings",
  other: "something that can be read",
} as const;

/** The kinds of literals, as the engine numbers them; the first four are about the principal. */
export const LITERALS = [
  "in",
  "out",
  "has",
  "lacks",
  "is",
  "tied",
  "untied",
  "contextIs",
  "contextTied",
  "contextUntied",
];

/** How controls show, as the engine numbers it. */
export const MODES = ["enabled", "disabled", "readonly", "hidden"] as const;

/** The names of all transitions, each once. */
export function transitionNames(bundle: Bundle): string[] {
  return [
    ...new Set(
      bundle.types.flatMap((type) => type.lifecycle?.transitions ?? []).map((t) => t.name),
    ),
  ];
}
