// Conditions that no filter of `rows.mjs` has, with alternatives of each: patterns that Prisma has
// words for, texts that no row can have, and lists that lack something.

const is = (attribute, op, value) => ({ attribute, op, value });
const two = (attribute, op, other) => ({ attribute, op, other });
const PATTERNS = ["it*", "*'s", "*t'*", "it*s", "a*a", "*", "it's", "I*", "x\0*", "a_*", "a**x"];
const STRANGE = ["x\0y", "\ud800"];

/** Comparisons of two attributes that no policy asks for. */
export const VALUE_AND_LIST = [
  two("alias", "in", "labels"),
  two("deputy", "in", "readers"),
  two("alias", "notIn", "more"),
  two("owner", "notIn", "readers"),
  two("labels", "contains", "title"),
  two("more", "contains", "alias"),
  two("more", "lacks", "title"),
  two("readers", "lacks", "deputy"),
];

export const ODD = [
  ...PATTERNS.flatMap((text) => [
    [is("title", "like", text)],
    [is("title", "notLike", text)],
    [is("note", "notLike", text)],
  ]),
  ...STRANGE.flatMap((text) => [
    [is("title", "eq", text)],
    [is("title", "ne", text)],
    [is("note", "ne", text)],
    [is("note", "notIn", [text])],
    [is("labels", "lacks", text)],
    [is("more", "lacks", text)],
    [is("readings", "containedBy", [text])],
    [is("readings", "notContainedBy", [text])],
  ]),
  // Kept as records that a relation leads to, a list is empty where it is absent.
  [is("in", "lacks", "Team::%"), is("in", "absent")],
  [is("in", "containedBy", ["Team::%", "Folder::it's"]), is("in", "absent")],
  [is("note", "present")],
  [is("title", "absent")],
  [is("done", "absent")],
  [is("more", "present")],
  [is("more", "absent")],
  [is("more", "contains", "%")],
  [is("more", "containsAny", ["%", "7", "x\0y"])],
  [is("readers", "contains", "7")],
  [is("readers", "lacks", "7")],
  [is("readers", "lacks", "07")],
  [is("more", "lacks", "%"), is("more", "absent")],
  [is("quota", "ne", 5n)],
  [is("quota", "lt", 5n), is("quota", "absent")],
  [is("done", "ne", "1970-01-01T00:00:00.000Z")],
  [is("done", "le", "1970-01-01T00:00:00.000Z")],
  [is("paid", "ne", "12.5")],
  [is("draft", "ne", true)],
  [two("title", "eq", "code")],
  [two("title", "ne", "alias")],
  [two("size", "lt", "quota")],
];
