// Filters as queries of MongoDB.

/** What BSON calls the types of what a filter compares with. */
const TYPES = { string: "string", boolean: "bool", number: "number", bigint: "number" };
const typeOf = (value) => (value instanceof Date ? "date" : TYPES[typeof value]);
const WORDS = { eq: "$eq", ne: "$ne", lt: "$lt", le: "$lte", gt: "$gt", ge: "$gte", in: "$in" };
const NONE = { $nor: [{}] };

/**
 * A query of MongoDB, for documents whose fields are called as the attributes are; `as` makes of a
 * filter's text, of a date, say, what the field holds.
 */
export function toMongo({ kind, any }, as = {}) {
  if (kind !== "some") return kind === "all" ? {} : NONE;
  return { $or: any.map(({ all }) => ({ $and: [{}, ...all.map((of) => condition(of, as))] })) };
}

function condition({ attribute, op, value, other }, as) {
  const is = (test) => ({ [attribute]: test });
  if (op === "absent") return is(null);
  if (op === "present") return is({ $ne: null });
  if (other !== undefined) return twoFields(attribute, op, other);
  if (value === undefined) return NONE;
  const items = [value].flat().map(as[attribute] ?? ((it) => it));
  // What is absent is of no type: `$ne`, `$nin` and `$not` alone are true of it.
  const $type = typeOf(items[0]);
  const list = (test) => ({ $and: [is({ $type: "array" }), test] });
  switch (op) {
    case "notIn":
      return is({ $type, $nin: items });
    case "like":
      return is({ $type, $regex: pattern(value) });
    case "notLike":
      return is({ $type, $not: pattern(value) });
    case "contains":
    case "containsAny":
      return list(is({ $elemMatch: { $in: items } }));
    case "lacks":
      return list({ $nor: [is({ $elemMatch: { $in: items } })] });
    case "containedBy":
      return list({ $nor: [is({ $elemMatch: { $nin: items } })] });
    case "notContainedBy":
      return list(is({ $elemMatch: { $nin: items } }));
  }
  if (!Object.hasOwn(WORDS, op)) throw new Error(`\`${op}\` is not said`);
  return is({ $type, [WORDS[op]]: op === "in" ? items : items[0] });
}

/** A pattern: `*` is any text, `\*` a star and `\\` a backslash. */
function pattern(text) {
  const parts = (text.match(/\\.|./gs) ?? []).map((part) => {
    if (part === "*") return ".*";
    return part.slice(-1).replace(/[$()*+./?[\\\]^{|}-]/, "\\$&");
  });
  return new RegExp(`^${parts.join("")}(?!.)`, "s");
}

/** Two fields of a document, of which both are there. */
function twoFields(one, op, two) {
  const [mine, its] = [`$${one}`, `$${two}`];
  const has = (item, list) => ({ $in: [item, { $ifNull: [list, []] }] });
  const test = {
    in: has(mine, its),
    notIn: { $not: [has(mine, its)] },
    contains: has(its, mine),
    lacks: { $not: [has(its, mine)] },
  };
  const $expr = test[op] ?? { [WORDS[op]]: [mine, its] };
  return { $and: [{ [one]: { $ne: null } }, { [two]: { $ne: null } }, { $expr }] };
}
