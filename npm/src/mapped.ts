// How an application's own records are mapped to those of a pack, as types.

import type { All, AnyPack, AtLeast, First, TypeName, ValueOf } from "./pack.js";
import type { RecordClass, RecordMapping, Resource } from "./types.js";

declare const read: unique symbol;

/** What a record has that `gate.record` has read. */
export interface Read {
  readonly [read]: true;
}

/** A pack some of whose records are mapped. */
export interface Mapped<M> {
  readonly mapping: M;
}

/** A mapping of the records of a pack, which says no more than there is. */
export type MappingOf<P extends AnyPack, M> = {
  readonly [T in keyof M]: T extends TypeName<P>
    ? RecordMapping<AttributesOf<P, T>> &
        No<Exclude<keyof M[T], keyof RecordMapping>> & {
          readonly attributes?: No<Exclude<keyof Places<M[T]>, keyof P["records"][T]>>;
        }
    : never;
};

/** No such members. */
type No<N extends PropertyKey> = { readonly [M in N]: never };

/** The attributes of a record, with all that they may be. */
type AttributesOf<P extends AnyPack, T extends TypeName<P>> = {
  readonly [A in keyof P["records"][T]]: ValueOf<P["records"][T], A, never>;
};

/** A pack with a mapping of its records. */
export type WithMapping<P extends AnyPack, M> = [keyof M] extends [never] ? P : P & Mapped<M>;

/** By what a record is known to be of a type. */
export type From<M, T> = M extends { readonly from: infer F }
  ? F extends RecordClass
    ? InstanceType<F>
    : F
  : { readonly type: T };

/** Where a type has the attributes that are mapped. */
type Places<M> = M extends { readonly attributes: infer A } ? A : {};

/** The member that has an attribute; none where a function makes it. */
type Place<A, S> = A extends keyof S ? (S[A] extends string ? S[A] : never) : A;

/** What a record has that is read for the attributes `K`. */
export type Sources<R, K, M> = {
  readonly [A in keyof R as A extends First<K> ? Place<A, Places<M>> : never]: ValueOf<R, A, K>;
} & All<Inputs<Places<M>, First<K>>>;

/** What the functions of some attributes take. */
type Inputs<S, K> = {
  [A in keyof S]: A extends K ? (S[A] extends (record: infer G) => unknown ? G : unknown) : unknown;
}[keyof S];

/** The type that a record is of. */
export type TypeOf<P extends AnyPack, R> =
  string extends TypeName<P>
    ? string
    : P extends Mapped<infer M>
      ? { [T in keyof M]: R extends From<M[T], T> ? T : never }[keyof M] extends infer T
        ? [T] extends [never]
          ? DeclaredType<R>
          : T
        : never
      : DeclaredType<R>;
type DeclaredType<R> = R extends { readonly type: infer T } ? T : undefined;

/** A row of a table of one type, which need not say it. */
export type RowOf<P extends AnyPack, T extends TypeName<P>, K> = string extends TypeName<P>
  ? object
  : AtLeast<
      P extends Mapped<infer M>
        ? Sources<P["records"][T], K, T extends keyof M ? M[T] : {}>
        : Sources<P["records"][T], K, {}>
    >;

/** What is read of a row. */
export type RecordOfRow<P extends AnyPack, T extends TypeName<P>, R> = string extends TypeName<P>
  ? Resource & Read
  : Read & { readonly type: T } & ReadOfRow<
        P["records"][T],
        P extends Mapped<infer M> ? (T extends keyof M ? Places<M[T]> : {}) : {},
        R
      >;
type ReadOfRow<A, S, R> = {
  readonly [N in keyof A as Place<N, S> extends infer M
    ? [M] extends [never]
      ? N
      : M extends keyof R
        ? N
        : never
    : never]: Place<N, S> extends infer M
    ? [M] extends [never]
      ? N extends keyof S
        ? S[N] extends (record: never) => infer V
          ? V
          : never
        : never
      : M extends keyof R
        ? R[M]
        : never
    : never;
};
