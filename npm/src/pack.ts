// What the compiler knows of a pack, as types: the names a policy has, and what each question
// needs. `tollgate compile --types` writes a `Pack` that says it; without one every string works.

import type { Explanation } from "./explanation.js";
import type { From, Mapped, MappingOf, Read, RecordOfRow, RowOf } from "./mapped.js";
import type { Sources, TypeOf, WithMapping } from "./mapped.js";
import type { Table } from "./table.js";
import type {
  Advice,
  ChoiceOption,
  Context,
  ControlKind,
  ControlState,
  Decision,
  Filter,
  GateOptions,
  Help,
  Options,
  Lifecycle,
  Permission,
  Resource,
  Scope,
  StateValue,
  TableOptions,
  TransitionDecision,
  TransitionState,
} from "./types.js";
import type { PrincipalOf } from "./who.js";

export type { PrincipalOf } from "./who.js";

/** By name, by resource type: the attributes that the answer reads. */
interface Reads {
  readonly [name: string]: { readonly [type: string]: string };
}

/** What every pack has, and all that is known of a pack without types: any string is a name. */
export interface AnyPack {
  readonly name: string;
  /** By resource type: the attributes that something in the pack reads. */
  readonly records: { readonly [type: string]: { readonly [attribute: string]: unknown } };
  readonly actions: Reads;
  /** Of the actions that take one: the context. */
  readonly contexts: { readonly [action: string]: object };
  readonly controls: Reads;
  /** Of the controls that take one: the context. */
  readonly controlContexts: { readonly [control: string]: object };
  readonly kinds: { readonly [control: string]: ControlKind };
  /** The controls that a page without a record shows. */
  readonly page: string;
  /** Of the controls that are choices: the values. */
  readonly choices: { readonly [control: string]: StateValue };
  readonly transitions: Reads;
  /** By resource type, of those with a lifecycle: the state's attribute, and where steps lead. */
  readonly lifecycles: {
    readonly [type: string]: {
      readonly attribute: string;
      readonly steps: { readonly [transition: string]: StateValue };
    };
  };
  readonly permissions: string;
  readonly roles: string;
  readonly groups: string;
  /** The attributes of the principal that policies compare. */
  readonly principal: { readonly [attribute: string]: unknown };
}

/** The names in a map. */
type Names<T> = keyof T & string;

/** The names of a pack; any string where nothing is known of it. */
export type ActionName<P extends AnyPack = AnyPack> = Names<P["actions"]>;
export type ControlId<P extends AnyPack = AnyPack> = Names<P["controls"]>;
export type ChoiceId<P extends AnyPack = AnyPack> = Names<P["choices"]>;
export type TransitionName<P extends AnyPack = AnyPack> = Names<P["transitions"]>;
export type TypeName<P extends AnyPack = AnyPack> = Names<P["records"]>;
export type PermissionName<P extends AnyPack = AnyPack> = P["permissions"];
export type RoleName<P extends AnyPack = AnyPack> = P["roles"];
export type GroupName<P extends AnyPack = AnyPack> = P["groups"];

/** What is written where it is used may have members that the policy does not know. */
export type AtLeast<T> = T | (T & { readonly [member: string]: unknown });

/**
 * A record of type `T` with the attributes `K`; others, where they are there, have their type. One
 * of a type that is mapped is as the application has it, or was read.
 */
type Having<P extends AnyPack, T extends string, K> =
  T extends TypeName<P>
    ? string extends T
      ? P extends Mapped<infer _>
        ? object
        : Resource
      : P extends Mapped<infer M>
        ? T extends keyof M
          ? (From<M[T], T> & Sources<P["records"][T], K, M[T]>) | (Plain<P, T, K> & Read)
          : Plain<P, T, K>
        : Plain<P, T, K>
    : never;

/** The same as the pack has it. */
type Plain<P extends AnyPack, T extends TypeName<P>, K> =
  { readonly type: T } & Needed<P["records"][T], K> extends infer R
    ? { [A in keyof R]: R[A] } // one object, for messages that can be read
    : never;

/** Of the attributes `R` those in `K` are needed, and others may be absent. */
type Needed<R, K> = {
  readonly [A in keyof R as A extends First<K> ? A : never]: ValueOf<R, A, K>;
} & {
  readonly [A in keyof R as A extends First<K> ? never : A]?: ValueOf<R, A, K> | null | undefined;
};

/** The member of a record that has what a path leads to. */
export type First<K> = K extends `${infer A}.${string}` ? A | K : K;

/** The value of an attribute. An entity of which nothing else is read may be its id alone. */
export type ValueOf<R, A extends keyof R, K> = R[A] extends { readonly id: string | number }
  ? [Extract<K, `${A & string}.${string}`>] extends [never]
    ? R[A] | { readonly id: string | number } | string | number
    : R[A]
  : R[A];

/** A record with all the attributes that something in the pack reads. */
export type RecordOf<P extends AnyPack, T extends TypeName<P> = TypeName<P>> = Having<
  P,
  T,
  keyof P["records"][T]
>;

/** The attributes of records of a type; one within others is `owner.department`. */
export type AttributeName<P extends AnyPack, T extends TypeName<P> = TypeName<P>> =
  T extends unknown ? Paths<P["records"][T]> : never;
type Paths<R> = { [A in Names<R>]: A | Within<A, NonNullable<R[A]>> }[Names<R>];
type Within<A extends string, V> = V extends readonly unknown[] | Date | Scalar
  ? never
  : `${A}.${Paths<V>}`;
type Scalar = string | number | bigint | boolean;

/** What a filter compares of records of such types. */
type Compared<P extends AnyPack, T> = "type" | AttributeName<P, T & TypeName<P>>;

/** What all of a union are at once. */
export type All<U> = (U extends U ? (is: U) => 0 : never) extends (is: infer I) => 0 ? I : never;

/** Whether `N` is all names of `M`, of which there are several: which one is not known. */
type IsOpen<M, N> = Names<M> extends N ? ([N] extends [All<N>] ? false : true) : false;

/** A record that does for the question `N` of `M`; for all of them, where `N` is several. */
type RecordFor<P extends AnyPack, M extends Reads, N extends keyof M> =
  IsOpen<M, N> extends true ? Resource : { [T in Names<M[N]>]: Having<P, T, M[N][T]> }[Names<M[N]>];

/** The context in `C` of the question `N` of `M`. */
type ContextIn<M, C, N> =
  IsOpen<M, N> extends true
    ? Context
    : [N & keyof C] extends [never]
      ? Context
      : AtLeast<All<C[N & keyof C]>>;

/** A record that an action can be asked about: it has at least the attributes that are read. */
export type ResourceFor<P extends AnyPack, A extends ActionName<P>> = RecordFor<P, P["actions"], A>;

/** The context that an action is asked with. */
export type ContextFor<P extends AnyPack, A extends ActionName<P>> = ContextIn<
  P["actions"],
  P["contexts"],
  A
>;

/** The context as an argument; needed where some attribute of it is. */
type WithContext<C> = {} extends C ? [context?: C | null | undefined] : [context: C];

/** A record and a context as arguments. */
type About<R, C> = undefined extends R
  ? {} extends C
    ? [resource?: R, context?: C | null | undefined]
    : [resource: R, context: C]
  : {} extends C
    ? [resource: R, context?: C | null | undefined]
    : [resource: R, context: C];

/** What an action is asked about: no record is needed where it concerns none. */
export type AboutAction<P extends AnyPack, A extends ActionName<P>> = About<
  | AtLeast<ResourceFor<P, A>>
  | (IsOpen<P["actions"], A> extends true ? null | undefined : never)
  | ("Workspace" extends Names<P["actions"][A]> ? null | undefined : never),
  ContextFor<P, A>
>;

/** What a control is asked about; without its record it is asked about all records. */
export type AboutControl<P extends AnyPack, C extends ControlId<P>> = About<
  AtLeast<RecordFor<P, P["controls"], C>> | null | undefined,
  ContextIn<P["controls"], P["controlContexts"], C>
>;

/** What a lifecycle step is asked about. */
export type AboutStep<P extends AnyPack, N extends TransitionName<P>> = [
  resource: AtLeast<RecordFor<P, P["transitions"], N>>,
  context?: Context | null | undefined,
];

/** The record of a control, and of an action, on a screen: it may not be there yet. */
export type RecordOfControl<P extends AnyPack, C extends ControlId<P>> =
  | AtLeast<RecordFor<P, P["controls"], C>>
  | null
  | undefined;
export type RecordOfAction<P extends AnyPack, A extends ActionName<P>> =
  | AtLeast<ResourceFor<P, A>>
  | null
  | undefined;

/** The context of a control. */
export type ContextOfControl<P extends AnyPack, C extends ControlId<P>> = ContextIn<
  P["controls"],
  P["controlContexts"],
  C
>;

/** The pack that an application has registered with a binding; none that is known else. */
export type Registered<R> = R extends { readonly pack: infer P extends AnyPack }
  ? P
  : R extends { readonly gate: { readonly "~pack"?: infer P } }
    ? NonNullable<P> extends AnyPack
      ? NonNullable<P>
      : AnyPack
    : AnyPack;

/** What is read of a record of type `T` to answer all questions of `M` that concern it. */
type ReadOf<M extends Reads, T> = {
  [N in keyof M]: T extends keyof M[N] ? M[N][T] : never;
}[keyof M];

/** A record of any type of which all questions of `M` can be asked. */
type RecordForAll<P extends AnyPack, M extends Reads> = {
  [T in TypeName<P>]: AtLeast<Having<P, T, ReadOf<M, T>>>;
}[TypeName<P>];

/** How the controls show for a record, or while it is not there yet: all of them. */
type Controls<P extends AnyPack, R> = [TypeOf<P, R>] extends [infer T extends string]
  ? {
      readonly [C in ControlId<P> as T extends keyof P["controls"][C] ? C : never]: State<P, C>;
    }
  : { readonly [C in ControlId<P>]: State<P, C> };

/** How the controls show of pages without a record. */
type PageControls<P extends AnyPack> = { readonly [C in P["page"]]: State<P, C> };
type State<P extends AnyPack, C extends ControlId<P>> = ControlState<C, P["kinds"][C]>;

/** The steps of a record's lifecycle. */
type Steps<P extends AnyPack, R> =
  TypeOf<P, R> extends infer T extends keyof P["lifecycles"]
    ? StepOf<P["lifecycles"][T]["steps"]>
    : never;
type StepOf<S> = {
  [N in Names<S>]: TransitionState<N, Extract<S[N], StateValue>>;
}[Names<S>];

/** Where a step leads. */
type Target<P extends AnyPack, N> = {
  [T in keyof P["lifecycles"]]: N extends keyof P["lifecycles"][T]["steps"]
    ? P["lifecycles"][T]["steps"][N]
    : never;
}[keyof P["lifecycles"]];

/** What a projection keeps of a record. */
type Projected<P extends AnyPack, R> =
  P extends Mapped<infer _>
    ? Resource & Read
    : R extends { readonly type: infer T extends TypeName<P> }
      ? Pick<R, Extract<keyof R, "type" | keyof P["records"][T]>>
      : never;

/**
 * What carries a pack's types and tells those of different packs apart, in a member that is never
 * there. It stands first and is mapped, so that TypeScript compares members instead of packs, and
 * what is of a known pack can stand for what is of any.
 */
type Carried<P> = { readonly [M in keyof P]: P[M] };

/** A compiled pack that knows its types. */
export interface Bundle<P extends AnyPack = AnyPack> {
  readonly "~pack"?: Carried<P>;
  readonly "~is"?: "bundle";
  readonly format: number;
  readonly pack: P["name"];
  readonly fingerprint: string;
}

/** What a gate knows, as data that can be sent to a page; `loadGate` makes a gate of it. */
export interface Snapshot<P extends AnyPack = AnyPack> {
  readonly "~pack"?: Carried<P>;
  readonly "~is"?: "snapshot";
  readonly fingerprint: string;
}

/** A document without types: what is known to be another kind of it, or its module, is none. */
type Untyped<Is extends string> = object & { readonly "~is"?: Is } & (
    | { readonly default?: never }
    | { readonly format: number }
  );

/** What `loadPolicy` is: the bundle, parsed or as JSON text, gives the types if it has them. */
export type LoadPolicy = <P extends AnyPack = AnyPack, const M = {}>(
  bundle: Bundle<P> | Untyped<"bundle"> | string,
  options?: Options<M & MappingOf<P, M>>,
) => Policy<WithMapping<P, M>>;

/** What `loadGate` is. */
export type LoadGate = <P extends AnyPack = AnyPack, const M = {}>(
  snapshot: Snapshot<P> | Untyped<"snapshot">,
  options?: Options<M & MappingOf<P, M>>,
) => Gate<WithMapping<P, M>>;

/** A policy: what the pack says of itself, and gates. */
export interface Policy<P extends AnyPack = AnyPack> {
  readonly "~pack"?: Carried<P>;
  /** The pack's name. */
  readonly pack: P["name"];
  /** SHA-256 of the bundle; two policies are the same exactly when these are equal. */
  readonly fingerprint: string;
  readonly actions: readonly ActionName<P>[];
  readonly roles: readonly RoleName<P>[];
  readonly permissions: readonly Permission<PermissionName<P>>[];
  readonly help: readonly Help[];
  /** A gate for who is asking. Throws when the principal is not one of this policy's. */
  gate(principal: PrincipalOf<P>, options?: GateOptions): Gate<P>;
  /** The same, where roles that the pack lacks are let through. */
  gate(principal: PrincipalOf<P, string>, options: IgnoresRoles): Gate<P>;
  /** The states of a record type; `null` for a type without a lifecycle. */
  lifecycle<T extends TypeName<P>>(type: T): LifecycleOf<P, T>;
  /** The permissions that users of these roles start with. */
  roleDefaults(roles: readonly RoleName<P>[]): readonly PermissionName<P>[];
  /** What to tell before giving a permission or role (bare name) to a user of those roles. */
  grantAdvice(
    grant: [PermissionName<P>] extends [never] ? RoleName<P> : PermissionName<P>,
    roles: readonly RoleName<P>[],
  ): readonly Advice[];
}

interface IgnoresRoles extends GateOptions {
  readonly unknownRoles: "ignore";
}

/** The lifecycle of a type. */
export type LifecycleOf<P extends AnyPack, T> =
  string extends TypeName<P>
    ? Lifecycle | null
    : T extends keyof P["lifecycles"] & TypeName<P>
      ? Lifecycle<
          Extract<P["records"][T][P["lifecycles"][T]["attribute"]], StateValue>,
          Names<P["lifecycles"][T]["steps"]>,
          ActionName<P>
        >
      : null;

/** Explains what a gate answers: a control by its id, an action or a lifecycle step by its name. */
export interface Explain {
  <P extends AnyPack, C extends ControlId<P>>(
    gate: Gate<P>,
    id: C,
    ...about: AboutControl<P, C>
  ): Explanation;
  <P extends AnyPack, A extends ActionName<P>>(
    gate: Gate<P>,
    asked: { readonly action: A },
    ...about: AboutAction<P, A>
  ): Explanation;
  <P extends AnyPack, N extends TransitionName<P>>(
    gate: Gate<P>,
    asked: { readonly transition: N },
    ...about: AboutStep<P, N>
  ): Explanation;
}

/** A policy for one principal, and everything a screen asks. */
export interface Gate<P extends AnyPack = AnyPack> {
  readonly "~pack"?: Carried<P>;
  /** The policy's fingerprint. */
  readonly fingerprint: string;
  /** The principal's roles that the pack lacks, where they were let through. */
  readonly unknownRoles: readonly string[];
  /** Whether the action is allowed on the record. */
  can<A extends ActionName<P>>(action: A, ...about: AboutAction<P, A>): boolean;
  /** `can` for one action, to be asked of many records: `rows.filter(gate.predicate("edit"))`. */
  predicate<A extends ActionName<P>>(
    action: A,
    ...about: WithContext<ContextFor<P, A>>
  ): Predicate<AtLeast<ResourceFor<P, A>>>;
  /** The same of a lifecycle step: whether it may be taken. */
  predicate<N extends TransitionName<P>>(
    step: TransitionRef<N>,
  ): Predicate<AtLeast<RecordFor<P, P["transitions"], N>>>;
  /** Whether the action is allowed, which policies decided, and what would unlock it. */
  check<A extends ActionName<P>>(action: A, ...about: AboutAction<P, A>): Decision<A>;
  /** Whether the action is ever allowed: does a New button make sense at all? */
  scope<A extends ActionName<P>>(action: A, ...about: WithContext<ContextFor<P, A>>): Scope;
  /** Whether a lifecycle step may ever be taken. */
  scope(step: TransitionRef<TransitionName<P>>, context?: Context | null | undefined): Scope;
  /**
   * How a control shows. Asked about nothing it answers over all records; asked about `undefined`
   * or `null`, a record still loading, it is in its ungranted state and `pending`.
   */
  control<C extends ControlId<P>>(id: C, ...about: AboutControl<P, C>): State<P, C>;
  /** The controls of pages without a record. */
  controls(): PageControls<P>;
  /** Every control bound to the record's type; while it is not there yet, all of them. */
  controls<R extends RecordForAll<P, P["controls"]> | null | undefined>(
    resource: R,
    context?: Context | null | undefined,
  ): Controls<P, R>;
  /** The values of a choice, and whether each is allowed; of a record as `control` has it. */
  options<C extends ChoiceId<P>>(
    id: C,
    resource?: AtLeast<RecordFor<P, P["controls"], C & ControlId<P>>> | null | undefined,
  ): readonly ChoiceOption<P["choices"][C]>[];
  /** The lifecycle steps that the record's state has, one entry a name. */
  transitions<R extends RecordForAll<P, P["transitions"]>>(resource: R): readonly Steps<P, R>[];
  /** Whether a lifecycle step may be taken, and where it leads. */
  transition<N extends TransitionName<P>>(
    name: N,
    resource: AtLeast<RecordFor<P, P["transitions"], N>>,
  ): TransitionDecision<Target<P, N>, ActionName<P>>;
  /** Why a control, an action or a step is as it is; by the `explain` of the policy's options. */
  explain<C extends ControlId<P>>(id: C, ...about: AboutControl<P, C>): Explanation;
  explain<A extends ActionName<P>>(
    asked: { readonly action: A },
    ...about: AboutAction<P, A>
  ): Explanation;
  explain<N extends TransitionName<P>>(
    asked: { readonly transition: N },
    ...about: AboutStep<P, N>
  ): Explanation;
  /** The rows on which the action is allowed, as conditions. */
  filter<A extends ActionName<P>>(
    action: A,
    ...about: WithContext<ContextFor<P, A>>
  ): Filter<AtLeast<ResourceFor<P, A>>, Compared<P, Names<P["actions"][A]>>>;
  /** The rows with which a lifecycle step may be taken. */
  filter<N extends TransitionName<P>>(
    step: TransitionRef<N>,
    context?: Context | null | undefined,
  ): Filter<
    AtLeast<RecordFor<P, P["transitions"], N>>,
    Compared<P, Names<P["transitions"][N]>>
  >;
  /** Answers for many rows at once, as they are now; for every action that applies to one. */
  table<A extends ActionName<P> = never>(
    rows: readonly RowFor<P, A>[],
    actions?: readonly A[],
  ): Table<[A] extends [never] ? ActionName<P> : A>;
  /** The same of rows that are all of one type, and need not say it. */
  table<T extends TypeName<P>, A extends ActionName<P> = never>(
    rows: readonly RowOf<P, T, ReadOf<PickActions<P, A>, T>>[],
    actions: readonly A[] | undefined,
    options: TableOptions<T>,
  ): Table<[A] extends [never] ? ActionName<P> : A>;
  /**
   * A row as a record of a type, as it is now, with what the policy reads of it; nothing where it
   * is not there yet.
   */
  record<T extends TypeName<P>, R extends object | null | undefined>(
    type: T,
    row: R,
  ): R extends object ? RecordOfRow<P, T, R> : R;
  /** The least record on which every answer of this gate is unchanged. */
  project<R extends RecordForAll<P, {}>>(record: R): Projected<P, R>;
  /** What this gate knows, to send to a page; with `explain: false` no reasons and no ways out. */
  snapshot(options?: { readonly explain?: boolean }): Snapshot<P>;
}

/** What actions read; of none, what all do. */
type PickActions<P extends AnyPack, A extends ActionName<P>> = [A] extends [never]
  ? P["actions"]
  : Pick<P["actions"], A>;

/** A lifecycle step in place of an action. */
interface TransitionRef<N extends string> {
  readonly transition: N;
}

/** A method's type, so that a gate of a known pack can stand for a gate of any. */
type Predicate<R> = { of(resource: R): boolean }["of"];

/** A row of a table; without actions, one of which all can be asked. */
type RowFor<P extends AnyPack, A extends ActionName<P>> = [A] extends [never]
  ? RecordForAll<P, P["actions"]>
  : AtLeast<ResourceFor<P, A>>;
