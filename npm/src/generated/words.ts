// The words of answers and bundles, by their numbers.
// `cargo xtask codegen` writes this file.

/** What went wrong, as a name to branch on. */
export type ErrorCode =
  | "unknown_action"
  | "unknown_control"
  | "unknown_transition"
  | "unknown_permission"
  | "unknown_role"
  | "unknown_group"
  | "unknown_member"
  | "unknown_value"
  | "missing_attribute"
  | "wrong_type"
  | "wrong_resource"
  | "bad_bundle"
  | "unsupported_format"
  | "too_large"
  | "unmapped_attribute"
  | "inexpressible"
  | "engine_failed";

export const ERROR_CODES: readonly ErrorCode[] = [
  "unknown_action",
  "unknown_control",
  "unknown_transition",
  "unknown_permission",
  "unknown_role",
  "unknown_group",
  "unknown_member",
  "unknown_value",
  "missing_attribute",
  "wrong_type",
  "wrong_resource",
  "bad_bundle",
  "unsupported_format",
  "too_large",
  "unmapped_attribute",
  "inexpressible",
  "engine_failed",
];

/** What an attribute holds. */
export type AttributeKind =
  | "enum"
  | "bool"
  | "entity"
  | "set"
  | "strings"
  | "string"
  | "long"
  | "decimal"
  | "datetime"
  | "duration"
  | "other"
  | "ip";

export const ATTRIBUTE_KINDS: readonly AttributeKind[] = [
  "enum",
  "bool",
  "entity",
  "set",
  "strings",
  "string",
  "long",
  "decimal",
  "datetime",
  "duration",
  "other",
  "ip",
];

/** How a value of an attribute is compared with another. */
export type Relation =
  | "equals"
  | "below"
  | "atMost"
  | "contains"
  | "meets"
  | "in"
  | "exceeds";

export const RELATIONS: readonly Relation[] = [
  "equals",
  "below",
  "atMost",
  "contains",
  "meets",
  "in",
  "exceeds",
];

/** What a policy does. */
export type Effect =
  | "permit"
  | "forbid";

export const EFFECTS: readonly Effect[] = [
  "permit",
  "forbid",
];

/** Why something is denied. */
export type Denial =
  | "blocked"
  | "unavailable"
  | "ungranted";

export const DENIALS: readonly Denial[] = [
  "blocked",
  "unavailable",
  "ungranted",
];

/** Whether an action is allowed over all records, some, or none. */
export type Scope =
  | "always"
  | "never"
  | "depends";

export const SCOPES: readonly Scope[] = [
  "always",
  "never",
  "depends",
];

/** How many rows a filter lets through. */
export type FilterKind =
  | "all"
  | "none"
  | "some";

export const FILTER_KINDS: readonly FilterKind[] = [
  "all",
  "none",
  "some",
];

/** A comparison of a filter. */
export type Op =
  | "eq"
  | "ne"
  | "in"
  | "notIn"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "like"
  | "notLike"
  | "contains"
  | "lacks"
  | "containsAny"
  | "containedBy"
  | "notContainedBy"
  | "inRange"
  | "notInRange"
  | "absent"
  | "present";

export const OPS: readonly Op[] = [
  "eq",
  "ne",
  "in",
  "notIn",
  "lt",
  "le",
  "gt",
  "ge",
  "like",
  "notLike",
  "contains",
  "lacks",
  "containsAny",
  "containedBy",
  "notContainedBy",
  "inRange",
  "notInRange",
  "absent",
  "present",
];

/** What a control is on screen. */
export type ControlKind =
  | "menu"
  | "button"
  | "row"
  | "rowAction"
  | "slider"
  | "field"
  | "form"
  | "choice"
  | "status";

export const CONTROL_KINDS: readonly ControlKind[] = [
  "menu",
  "button",
  "row",
  "rowAction",
  "slider",
  "field",
  "form",
  "choice",
  "status",
];

/** How a control shows. */
export type ControlMode =
  | "enabled"
  | "disabled"
  | "readonly"
  | "hidden";

export const CONTROL_MODES: readonly ControlMode[] = [
  "enabled",
  "disabled",
  "readonly",
  "hidden",
];

/** What a change of an unlock is. */
export type ChangeKind =
  | "grant"
  | "relate"
  | "transition";

export const CHANGE_KINDS: readonly ChangeKind[] = [
  "grant",
  "relate",
  "transition",
];

/** What a part of a message stands for. */
export type TokenKind =
  | "phrase"
  | "group"
  | "category"
  | "tie"
  | "step"
  | "title"
  | "quoted"
  | "state"
  | "reason"
  | "condition"
  | "fact"
  | "value"
  | "item";

export const TOKEN_KINDS: readonly TokenKind[] = [
  "phrase",
  "group",
  "category",
  "tie",
  "step",
  "title",
  "quoted",
  "state",
  "reason",
  "condition",
  "fact",
  "value",
  "item",
];

/** What messages are put together from, beside labels. */
export type Phrase =
  | "need"
  | "stop"
  | "first"
  | "either"
  | "comma"
  | "and"
  | "or"
  | "orElse"
  | "among"
  | "open"
  | "close"
  | "to"
  | "then"
  | "as"
  | "closed"
  | "quote"
  | "notWhile"
  | "while"
  | "until"
  | "otherwise"
  | "onlyFor"
  | "dependsOn"
  | "next"
  | "unexplained"
  | "permission"
  | "role"
  | "group"
  | "beIn";

export const PHRASES: readonly Phrase[] = [
  "need",
  "stop",
  "first",
  "either",
  "comma",
  "and",
  "or",
  "orElse",
  "among",
  "open",
  "close",
  "to",
  "then",
  "as",
  "closed",
  "quote",
  "notWhile",
  "while",
  "until",
  "otherwise",
  "onlyFor",
  "dependsOn",
  "next",
  "unexplained",
  "permission",
  "role",
  "group",
  "beIn",
];

/** Where something is wrong with a question. */
export type Place =
  | "itself"
  | "record"
  | "context"
  | "contextItself"
  | "action"
  | "transition"
  | "choice"
  | "roles"
  | "permissions"
  | "groups"
  | "reference"
  | "grant";

export const PLACES: readonly Place[] = [
  "itself",
  "record",
  "context",
  "contextItself",
  "action",
  "transition",
  "choice",
  "roles",
  "permissions",
  "groups",
  "reference",
  "grant",
];

/** What is explained. */
export type TargetKind =
  | "action"
  | "transition"
  | "control";

export const TARGET_KINDS: readonly TargetKind[] = [
  "action",
  "transition",
  "control",
];

/** Whether something that a policy asks for is so. */
export type Holds =
  | "no"
  | "depends"
  | "yes";

export const HOLDS: readonly Holds[] = [
  "no",
  "depends",
  "yes",
];

/** The lists of names that a principal has beside its attributes. */
export const PRINCIPAL_LISTS = ["roles", "permissions", "groups", "links"] as const;

/** The name of one, or nearly. */
export const LIKE_A_LIST = /^(?:role|permission|group|link)s?$/i;
