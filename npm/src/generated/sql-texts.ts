// What errors of the adapters say, in English.
// `cargo xtask codegen` writes this file.

export const cannotBeSaid = (op: string, attribute: string, why: string, reads: string): string =>
  `\`${op}\` of \`${attribute}\` cannot be said: ${why}; the filter reads ${reads}`;
export const holdsList = "the column holds a list";
export const holdsOtherType = "the column holds values of another type";
export const listByTypes = "a list by types is compared with what is bound";
export const networkOfText = "an IP value is asked for a network as `inet` or key";
export const noColumn = (name: string, reads: string): string =>
  `no column is given for \`${name}\`; the filter reads ${reads}`;
export const notComparedSo = "two values are not compared so";
export const notStoredAlike = "two values are compared where both are stored alike";
export const partsOfOne = "the parts of one divide 10,000";
export const sqliteArrays = "SQLite has no arrays";
export const sqliteMember = "SQLite reads no member of such a name";
export const sqliteType = "SQLite has no such type";
export const twoLists = "two lists of a row are not compared";
