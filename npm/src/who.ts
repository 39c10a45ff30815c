// Who asks a policy, as types.

import type { AnyPack, AtLeast, GroupName, PermissionName, RoleName } from "./pack.js";

/**
 * Who asks: an id, what gives the groups, and the attributes that policies compare; the roles `R`.
 */
export type PrincipalOf<P extends AnyPack = AnyPack, R extends string = RoleName<P>> = AtLeast<
  {
    readonly id: string | number;
    /** Bare names of permissions; where present they replace those that the roles give. */
    readonly permissions?: readonly PermissionName<P>[] | null | undefined;
    /** Roles of the pack, which give groups. */
    readonly roles?: readonly R[] | null | undefined;
    /** Further groups, as `"Level::Sales"`. */
    readonly groups?: readonly GroupName<P>[] | null | undefined;
  } & AttributesOf<P["principal"], R>
>;

/** What principals of a type have of their own, where any role will do: in no narrower list. */
type AttributesOf<O, R> = string extends keyof O
  ? unknown
  : O extends unknown
    ? (string extends R ? Omit<O, "roles"> : O) & Unmistaken<O>
    : never;

/** No member that is nearly one of a principal's, unless the schema declares it. */
type Unmistaken<O> = {
  readonly [M in Mistaken as M extends keyof O ? never : M]?: undefined;
};
type Mistaken = One | Capitalize<One | List> | Uppercase<One | List>;
type One = "role" | "permission" | "group" | "link";
type List = `${One}s`;
