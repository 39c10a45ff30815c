// What a bundle says, as it stands in its JSON. `docs/bundle-format.md` tells what each member is.

import type { AttributeKind, ControlKind, Effect, Relation } from "./generated/words.js";
import { cut, each, keysOf, pairs, set } from "./intrinsics.js";

/** Where a class of numbers or dates begins; or, `after`, what is next to it. */
export interface Cut {
  readonly at: string;
  readonly after?: boolean;
}

/** What texts without a name can match, as places of patterns, and their class. */
export interface LikeClass {
  readonly patterns?: ArrayLike<number>;
  readonly class: number;
  /** Some of them. */
  readonly examples?: ArrayLike<string>;
}

/** A network, with the class of the IP values in it that have no name and are in no smaller one. */
export interface Network {
  readonly network: string;
  readonly class: number;
  /** One of them. */
  readonly example: string;
}

/**
 * What an attribute is compared with: one of the principal's, what a context has, which is numbered
 * after those, another of the record, or a text.
 */
export interface Tie {
  readonly relation: Relation;
  readonly principal?: number;
  readonly context?: number;
  readonly attribute?: number;
  readonly text?: string;
}

export interface Attribute {
  readonly name: string;
  /** The names on the way to it, where there are several. */
  readonly path?: ArrayLike<string>;
  readonly kind: AttributeKind;
  readonly values?: ArrayLike<string>;
  readonly cuts?: ArrayLike<Cut>;
  readonly texts?: ArrayLike<{ readonly text: string; readonly class: number }>;
  readonly patterns?: ArrayLike<ArrayLike<ArrayLike<string>>>;
  readonly like?: ArrayLike<LikeClass>;
  readonly networks?: ArrayLike<Network>;
  /** Of a list of `Type::id`: the type of the entries that count. */
  readonly of?: string;
  /** Of principals: the types that have it, where not all have. */
  readonly types?: ArrayLike<number>;
  readonly optional?: boolean;
  /** Whether it may be absent only with what it is in. */
  readonly needed?: boolean;
  readonly ties?: ArrayLike<Tie>;
  readonly label?: string;
}

/** Attributes of a type, or of an action's context, that depend on each other. */
export interface Cluster {
  readonly type?: number;
  readonly action?: number;
  readonly attributes: ArrayLike<number>;
}

export interface AdviceText {
  readonly id: string;
  readonly text: string;
}

/** An action on one type. */
export interface Rule {
  readonly type: number;
  /** The attributes on which it depends whether the action is allowed. */
  readonly verdict?: ArrayLike<number>;
  /** Those on which the whole decision depends. */
  readonly decision?: ArrayLike<number>;
  /** The policies that speak of it; not in a snapshot. */
  readonly policies?: ArrayLike<number>;
  readonly advice?: ArrayLike<AdviceText>;
}

export interface Action {
  readonly name: string;
  readonly label?: string;
  readonly context?: ArrayLike<Attribute>;
  readonly on: ArrayLike<Rule>;
}

export interface Transition {
  readonly name: string;
  readonly label?: string;
  readonly from: ArrayLike<number>;
  readonly to: number;
  readonly guard: number;
}

export interface Lifecycle {
  readonly attribute: number;
  readonly initial: number;
  readonly view?: number;
  readonly states: ArrayLike<string | null>;
  readonly transitions: ArrayLike<Transition>;
}

export interface ResourceType {
  readonly name: string;
  readonly attributes?: ArrayLike<Attribute>;
  readonly lifecycle?: Lifecycle;
  /** The flags that time or others change. */
  readonly conditions?: ArrayLike<{ readonly attribute: number; readonly text: string }>;
}

export interface Control {
  readonly id: string;
  readonly kind: ControlKind;
  readonly type: number;
  readonly label?: string;
  /** What it does: an action, a transition by its name, or what a field's two actions do. */
  readonly action?: number;
  readonly transition?: string;
  readonly view?: number;
  readonly change?: number;
  /** Of a choice, what it chooses: an attribute of the record, or of an action's context. */
  readonly choice?: { readonly attribute: number; readonly context?: number };
}

export interface Policy {
  readonly id: string;
  readonly effect: Effect;
  readonly reason?: string;
}

export interface Group {
  readonly name: string;
  /** Its type, where that is told apart by its namespace. */
  readonly type?: string;
  readonly label?: string;
  readonly category?: string;
}

export interface Role {
  readonly name: string;
  readonly label?: string;
  /** The groups it gives. */
  readonly groups?: ArrayLike<number>;
}

/** What a snapshot has that a bundle has not. */
export interface SnapshotPart {
  /** Whether it says what would unlock a denial. */
  readonly explain: boolean;
  /** The principal's id, then its attributes: those that something is compared with. */
  readonly principal: ArrayLike<unknown>;
}

export interface PrincipalType {
  readonly name: string;
  /** The groups that it can be in, where those are not all. */
  readonly groups?: ArrayLike<number>;
  /** The types of groups made at run time. */
  readonly in?: ArrayLike<string>;
  /** The names that look like a mistake, and are none. */
  readonly declared?: ArrayLike<string>;
}

export interface Bundle {
  readonly format: number;
  readonly pack: string;
  readonly fingerprint: string;
  /** What the engine reads, as base64. */
  readonly program: string;
  readonly groups: ArrayLike<Group>;
  readonly principal: {
    /** The types of principals; not in a snapshot. */
    readonly types?: ArrayLike<PrincipalType>;
    /** Its id, where there are several types its type, then what policies mention. */
    readonly attributes: ArrayLike<Attribute>;
    /** What of contexts records are compared with: to them it is as the principal's. */
    readonly context?: ArrayLike<Attribute>;
  };
  readonly types: ArrayLike<ResourceType>;
  readonly actions: ArrayLike<Action>;
  readonly clusters?: ArrayLike<Cluster>;
  readonly policies: ArrayLike<Policy>;
  readonly roles?: ArrayLike<Role>;
  readonly controls?: ArrayLike<Control>;
  readonly grantAdvice?: ArrayLike<AdviceText>;
  readonly help?: ArrayLike<{ readonly question: string; readonly answer: string }>;
  readonly snapshot?: SnapshotPart;
}

/** The type that needs no record. */
export const WORKSPACE = "Workspace";

/** What the names of permissions begin with among those of groups. */
export const PERMISSION = "Permission::";

export const isPermission = (name: string): boolean =>
  cut(name, 0, PERMISSION.length) === PERMISSION;

/** The names of all transitions, each once. */
export function transitionNames({ types }: Bundle): ArrayLike<string> {
  const names = pairs<string, true>();
  each(types, ({ lifecycle }) => {
    each(lifecycle?.transitions ?? [], ({ name }) => set(names, name, true));
  });
  return keysOf(names);
}
