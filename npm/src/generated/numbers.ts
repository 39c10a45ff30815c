// Numbers with a meaning of their own, and limits.
// `cargo xtask codegen` writes this file.

/** A name, or a type, that nobody has. */
export const UNKNOWN_NAME = 4294967295;

/** In place of a record's type: the record is not there yet. */
export const PENDING = 4294967293;

/** In place of a name, or of a list of names, that is none. */
export const NO_NAME = 4294967294;

/** Of a value's word, the bits of the value itself. */
export const VALUE_MASK = 65535;

/** The first bit of the ties in a value's word. */
export const TIES = 16;

/** The word of no value. */
export const ABSENT = 65535;

/** The word of what is none of an enumeration's values. */
export const UNKNOWN = 65534;

/** The word of a value of another type. */
export const WRONG = 65533;

/** In place of a context's words: it is no object. */
export const NO_OBJECT = 65532;

/** The word of what is missing of an entity. */
export const MISSING = 65531;

/** The format of bundles that is read. */
export const FORMAT = 2;

/** Longer lists are not read. */
export const LIST_ITEMS_MAX = 1048576;

/** States of attributes that depend on each other. */
export const STATES_MAX = 4096;

/** Tries of finding what these can be. */
export const TRIES_MAX = 32768;

/** Attributes whose values one try copies. */
export const TRY_WORDS = 8;

/** Conditions that a filter is written with. */
export const FILTER_CONDITIONS_MAX = 16384;

/** Texts of a list that count as one. */
export const FILTER_TEXTS = 16;

/** Units of a name, a label or a value. */
export const NAME_MAX = 256;

/** Units of a text that is told by itself. */
export const TEXT_MAX = 4096;

/** Texts of one class that a message names. */
export const FACTS_NAMED_MAX = 8;

/** Policies that the engine keeps open. */
export const OPEN_POLICIES_MAX = 16;
