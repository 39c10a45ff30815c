// The shapes that go in and come out. What comes out is frozen, and safe for JSON and for
// structured clone (but for a filter's `matches`, which is not enumerable).

import type { Failure } from "./error.js";
import type { Explanation } from "./explanation.js";
import type {
  ControlKind,
  ControlMode,
  Denial,
  Effect,
  FilterKind,
  Op,
  Scope,
} from "./generated/words.js";

export type { ControlKind, ControlMode, Denial, Op, Scope };

/** Further members, whatever they are: for a literal that is written where it is used. */
interface Attributes {
  readonly [attribute: string]: unknown;
}

interface Identity {
  readonly id: string | number;
  /** Bare names of permissions; where present they replace those that the roles give. */
  readonly permissions?: readonly string[] | null | undefined;
  /** Roles of the pack, which give groups. */
  readonly roles?: readonly string[] | null | undefined;
  /** Further groups, as `"Level::Sales"`. */
  readonly groups?: readonly string[] | null | undefined;
  /** Groups made at run time, as `"Team::t1"`. */
  readonly in?: readonly string[] | null | undefined;
  /** By template: the records that it links to, or `true` where it is about no record. */
  readonly links?: object | null | undefined;
}

interface Typed {
  readonly type: string;
}

/** Who is asking: an id, what gives the groups, and the attributes that the policy compares. */
export type Principal = Identity | (Identity & Attributes);

/** A record: its type and its attributes. An entity-typed attribute is the entity's id. */
export type Resource = Typed | (Typed & Attributes);

/** What is known about a request beside the record. */
export type Context = object;

/** The value of a lifecycle's state: a string, or a Boolean where the state is a flag. */
export type StateValue = string | boolean;

/** A policy that decided. */
export interface Determining {
  readonly policy: string;
  readonly effect: Effect;
  readonly reason?: string;
}

/** One change: join a group, take a lifecycle step, or tie the record to the principal. */
export type Change =
  | { readonly grant: string }
  | { readonly transition: string; readonly to: StateValue }
  | { readonly relate: string };

/** Changes that together unlock, in order. */
export type Unlock = readonly Change[];

/** A text beside an allowed action; never part of the decision. */
export interface Advice {
  readonly id: string;
  readonly text: string;
}

/** The answer to `check`. */
export interface Decision<Action extends string = string> {
  readonly allowed: boolean;
  readonly action: Action;
  /** `null` when allowed. */
  readonly denial: Denial | null;
  /** The permits that allowed, or every forbid that held. */
  readonly determining: readonly Determining[];
  /**
   * The minimal alternatives, any of which unlocks; empty when nothing of the kind would do, `null`
   * from a snapshot that does not explain.
   */
  readonly unlock: readonly Unlock[] | null;
  readonly advice: readonly Advice[];
  /** One sentence a person can act on; empty when allowed. */
  readonly message: string;
}

/** The answer to `transition`: the guard's, and where the step leads. */
export interface TransitionDecision<
  To extends StateValue = StateValue,
  Action extends string = string,
> extends Decision<Action> {
  readonly to?: To;
}

/** How a thing on screen shows. */
export interface ControlState<Id extends string = string, Kind extends ControlKind = ControlKind> {
  readonly id: Id;
  readonly kind: Kind;
  readonly state: ControlMode;
  readonly message?: string;
  /** It waits for its record, and is in its ungranted state. */
  readonly pending?: true;
  /** In `controls` only: the question could not be answered. */
  readonly error?: Failure;
}

/** One value of a choice. */
export interface ChoiceOption<Value extends StateValue = StateValue> {
  readonly value: Value;
  readonly allowed: boolean;
  readonly message?: string;
  /** It waits for its record, and is not allowed. */
  readonly pending?: true;
}

/** A lifecycle step that a record's state has. */
export interface TransitionState<
  Name extends string = string,
  To extends StateValue = StateValue,
  Action extends string = string,
> {
  readonly name: Name;
  readonly to?: To;
  readonly allowed: boolean;
  readonly decision: TransitionDecision<To, Action>;
}

/**
 * What an attribute is compared with: a decimal or a date as Cedar writes it, and as a bigint a
 * whole number that no other number holds exactly.
 */
export type FilterValue = StateValue | number | bigint | readonly string[];

/**
 * A comparison of one attribute, or of one within others as `owner.department`, with a value or
 * with another attribute; `absent` and `present` have neither.
 */
export interface Condition<Attribute extends string = string> {
  readonly attribute: Attribute;
  readonly op: Op;
  readonly value?: FilterValue;
  readonly other?: Attribute;
}

/** The rows on which an action is allowed: those on which all conditions of any group hold. */
export interface Filter<Row = Resource, Attribute extends string = string> {
  readonly kind: FilterKind;
  readonly any: readonly { readonly all: readonly Condition<Attribute>[] }[];
  /** Whether a row is among them. */
  matches(row: Row): boolean;
}

export interface Permission<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  readonly category?: string;
}

export interface Transition<
  State extends StateValue = StateValue,
  Name extends string = string,
  Guard extends string = string,
> {
  readonly name: Name;
  readonly from: readonly State[];
  readonly to: State;
  readonly guard: Guard;
}

/** The states of a record type and the steps between them. */
export interface Lifecycle<
  State extends StateValue = StateValue,
  Step extends string = string,
  Guard extends string = string,
> {
  readonly attribute: string;
  readonly states: readonly State[];
  readonly initial: State;
  readonly transitions: readonly Transition<State, Step, Guard>[];
}

/** A question that no single decision answers, with the pack's answer. */
export interface Help {
  readonly question: string;
  readonly answer: string;
}

/**
 * How a text is said: its key, the English text, and of a whole sentence (`message.…`) what it is
 * about. `docs/languages.md` tells the keys and the parameters.
 */
export type Format = (key: string, text: string, parameters?: object) => string;

/** How a gate is made. */
export interface GateOptions {
  /**
   * What becomes of roles that the pack lacks: an error, as it is by default, or they are let
   * through, give nothing, and are listed in the gate's `unknownRoles`.
   */
  readonly unknownRoles?: "refuse" | "ignore";
}

/** How an application's records of a type are read, by its attributes. */
export interface RecordMapping<Attributes = Readonly<Record<string, unknown>>> {
  /** Which they are: those of a class, or those that have these values in these members. */
  readonly from?: RecordClass | RecordTag;
  /** The member that has an attribute, or what a function makes of the record. */
  readonly attributes?: {
    readonly [A in keyof Attributes]?: string | ((record: never) => Attributes[A]);
  };
}

/** A class of records. */
export type RecordClass = abstract new (...given: never[]) => object;

/** What some members of records have. */
export interface RecordTag {
  readonly [member: string]: string | number | boolean;
}

/** How a policy is loaded. */
export interface Options<Records = { readonly [type: string]: RecordMapping }> {
  /** Renders every text; English as it stands by default. */
  readonly format?: Format;
  /** Which records are of a type, and where they have its attributes. */
  readonly records?: Records;
  /** What `gate.explain` explains by: `explain` or `explainer(debug)` of `tollgate/explain`. */
  readonly explain?: Explains;
}

/** What explains a gate's answers. */
export type Explains = (gate: never, asked: never, ...about: never[]) => Explanation;

/** What rows of a table are. */
export interface TableOptions<Type extends string = string> {
  /** The type of them all. */
  readonly type: Type;
}
