// Comparisons of one value: texts, ids, flags, IP values, numbers and dates. As
// `crates/sql/src/single.rs` says them natively.

import {
  holdsOtherType,
  networkOfText,
  notComparedSo,
  notStoredAlike,
} from "../generated/sql-texts.js";
import type { FilterValue, Op } from "../types.js";
import { ip, pointText } from "../values.js";
import type { Stored } from "./columns.js";
import { isFiner, lineOf, onLine, SECOND } from "./line.js";
import type { Says, Sign } from "./line.js";
import { Inexpressible } from "./ways.js";
import { always, array, bound, joined, put } from "./write.js";
import type { Sql, Value, Writer } from "./write.js";

type Any = Writer<never>;

/** Half of a character that stands outside the first plane: no database has a text with one. */
const HALF = /[\ud800-\udfff]/u;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * A text by which databases keep an IP value: its family, its address in hexadecimal digits and its
 * prefix. By bytes, all that is in a network stands together.
 */
export function ipKey(text: string): string | undefined {
  const value = ip(text);
  if (value === undefined) return undefined;
  const [bits, prefix] = value.split("/") as [string, string];
  return keyOf(bits[0] === "6", bits.slice(1), prefix);
}

function keyOf(v6: boolean, bits: string, prefix: string): string {
  const address = BigInt(`0b${bits}`).toString(16);
  const [digits, places] = v6 ? [32, 3] : [8, 2];
  return `${v6 ? 6 : 4}${address.padStart(digits, "0")}/${prefix.padStart(places, "0")}`;
}

/** A text of a filter as the database has it; nothing where no row can have it. */
export function kept(sqlite: boolean, stored: Stored, text: string): string | undefined {
  if (stored === "id") {
    if (!/^(0|-?[1-9]\d*)$/.test(text)) return undefined;
    return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? text : undefined;
  }
  if (stored === "ipKey") return ipKey(text);
  if (stored === "inet") return ip(text) && text;
  return HALF.test(text) || (!sqlite && text.includes("\0")) ? undefined : text;
}

/** That a value is one of these, or that it is none of them. */
export function oneOf(
  writer: Any,
  value: Value,
  stored: Stored,
  is: boolean,
  texts: readonly string[],
): Sql {
  const all = texts.map((text) => kept(writer.sqlite, stored, text));
  const found = all.filter((text) => text !== undefined);
  const [first] = found;
  if (first === undefined) return is ? always(false) : writer.isThere(value);
  const cast = stored === "id" ? "bigint" : stored === "inet" ? "inet" : "text";
  let op = is ? "= ?" : "<> ?";
  let other = bound(first);
  if (found.length > 1) {
    const list = stored === "id" ? `[${found.join(",")}]` : JSON.stringify(found);
    other = bound(writer.sqlite ? list : array(found));
    if (writer.sqlite) op = `${is ? "IN" : "NOT IN"} (SELECT value FROM json_each(?))`;
    else op = `${is ? "= ANY" : "<> ALL"} (CAST(? AS ${cast}[]))`;
  } else if (stored === "id") {
    other = integer(writer, BigInt(first));
  } else if (stored === "inet") {
    other = put("CAST(? AS inet)", other);
  }
  const condition = put(`? ${op}`, writer.ordered(value), other);
  // By this alone an index is found; in what else it compares as equal it may be too wide.
  const narrowed =
    value.indexed && is ? put(`(? ${op} AND ?)`, value.indexed, other, condition) : condition;
  return writer.guarded(value, narrowed);
}

/** A value as the text that a record has. */
export const asText = (value: Value, stored: Stored): Value => ({
  expr: stored === "id" ? put("CAST(? AS TEXT)", value.expr) : value.expr,
  guard: value.guard,
  text: true,
});

/** The texts between the wildcards of a pattern. */
export function piecesOf(pattern: string): string[] {
  const pieces = [""];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "*") pieces.push("");
    else {
      if (pattern[at] === "\\") at += 1;
      pieces[pieces.length - 1] += pattern[at] ?? "\\";
    }
  }
  return pieces;
}

/** That a text is of a pattern, or that it is not. */
function like(writer: Any, of: Value, stored: Stored, is: boolean, pattern: string): Sql {
  const value = asText(of, stored);
  const pieces = piecesOf(pattern);
  const impossible = (it: string): boolean => kept(writer.sqlite, "text", it) === undefined;
  if (pieces.some(impossible)) return is ? always(false) : writer.isThere(value);
  const not = is ? "" : "NOT ";
  if (writer.sqlite) return writer.guarded(value, put(`${not}?`, sqliteLike(value, pieces)));
  const escaped = pieces.map((piece) => piece.replace(/[\\%_]/g, "\\$&")).join("%");
  return writer.compared(value, `${not}LIKE`, bound(escaped));
}

/** By bytes: what SQLite has for patterns ends at a NUL, and takes some characters for others. */
function sqliteLike({ expr }: Value, pieces: readonly string[]): Sql {
  const bytes = (sql: Sql): Sql => put("CAST(? AS BLOB)", sql);
  const text = bytes(expr);
  const [first, last] = [pieces[0] ?? "", pieces[pieces.length - 1] ?? ""];
  if (pieces.length < 2) return put("(? = ?)", text, bytes(bound(first)));
  const [start, end] = [bytesOf(first), bytesOf(last)];
  const all = [put(`length(?) >= ${start + end}`, text)];
  if (start > 0) all.push(put(`substr(?, 1, ${start}) = ?`, text, bytes(bound(first))));
  if (end > 0) all.push(put(`substr(?, -${end}) = ?`, text, bytes(bound(last))));
  const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
  if (middle.length > 0) {
    // The leftmost place of each leaves the most to those after it. With a limit, a part is not put
    // into the next one twice.
    const sql = `(SELECT substr(?, ${start + 1}, length(?) - ${start + end}) AS rest LIMIT 1)`;
    let rest = put(sql, text, text);
    for (const piece of middle) {
      const found = bytes(bound(piece));
      const after = `substr(rest, instr(rest, ?) + ${bytesOf(piece)}) AS rest`;
      const from = "FROM ? AS tollgate_rest WHERE instr(rest, ?) > 0 LIMIT 1";
      rest = put(`(SELECT ${after} ${from})`, found, rest, found);
    }
    all.push(put("EXISTS ?", rest));
  }
  return joined(" AND ", all);
}

/** That an IP value is in a network, or that it is not. */
function inRange(writer: Any, value: Value, stored: Stored, is: boolean, network: string): Sql {
  const of = ip(network);
  if (of === undefined) return always(false);
  const not = is ? "" : "NOT ";
  if (stored === "inet") {
    return put(`${not}(? <<= CAST(? AS inet))`, value.expr, bound(network));
  }
  if (stored !== "ipKey") throw new Inexpressible(networkOfText);
  const [bits, prefix] = of.split("/") as [string, string];
  const v6 = bits[0] === "6";
  const shared = bits.slice(1, 1 + +prefix);
  const key = (fill: string): string => keyOf(v6, shared.padEnd(bits.length - 1, fill), prefix);
  const [from, length] = key("0").split("/") as [string, string];
  const [to] = key("1").split("/") as [string];
  const order = writer.ordered(value);
  const tail = { ...value, expr: put(`substr(?, ${from.length + 2})`, value.expr) };
  // After the address stands `/`, which is before `0`.
  const ends = [order, bound(from), order, bound(`${to}0`), writer.ordered(tail), bound(length)];
  return writer.guarded(value, put(`${not}(? >= ? AND ? < ? AND ? >= ?)`, ...ends));
}

/** A whole number as drivers take it. */
export const whole = (number: bigint): number | bigint =>
  BigInt.asIntN(54, number) === number ? Number(number) : number;

/** A whole number bound; what is no safe integer, some drivers of SQLite bind as a text. */
function integer(writer: Any, number: bigint): Sql {
  const value = bound(whole(number));
  return writer.sqlite && typeof whole(number) === "bigint"
    ? put("CAST(? AS INTEGER)", value)
    : value;
}

/** Points, counted as they are stored; or how all that can be stored is beside them. */
function counted(writer: Any, stored: Stored, count: bigint): Sql | "below" | "above" {
  const point = stored === "isoTextSeconds" || stored === "plainText" ? count * SECOND : count;
  if (stored === "numeric") {
    return put("CAST(? AS numeric)", bound(pointText("decimal", whole(count))));
  }
  const dates: readonly Stored[] = [
    "isoText",
    "isoTextSeconds",
    "plainText",
    "timestamptz",
    "timestamp",
  ];
  if (!dates.includes(stored)) return integer(writer, count);
  const text = pointText("datetime", whole(point));
  const split = text.lastIndexOf("T") - 6;
  const [year, rest] = [Number(text.slice(0, split)), text.slice(split)];
  if (stored === "timestamptz" || stored === "timestamp") {
    // What PostgreSQL has at most, which knows no year 0.
    if (year < -4000) return "above";
    if (year >= 290_000) return "below";
    const padded = `${year > 0 ? year : 1 - year}`.padStart(4, "0") + rest;
    return put(`CAST(? AS ${stored})`, bound(year > 0 ? padded : `${padded} BC`));
  }
  // Years of four digits are in order as texts, and have no other form.
  if (year > 9999) return "below";
  if (year < 0) return "above";
  if (stored === "isoText") return bound(text);
  const seconds = text.slice(0, text.lastIndexOf("."));
  return bound(stored === "plainText" ? seconds.replace("T", " ") : `${seconds}Z`);
}

const SIGNS: Readonly<Record<Sign, string>> = {
  eq: "=",
  ne: "<>",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** How numbers and dates are compared in SQL. */
function says(writer: Any, value: Value, stored: Stored): Says<Sql> {
  const never = (): Sql => always(false);
  const there = (): Sql => writer.isThere(value);
  const compare = (sign: Sign, count: bigint): Sql => {
    const at = counted(writer, stored, count);
    if (typeof at !== "string") return writer.compared(value, SIGNS[sign], at);
    const below = sign === "lt" || sign === "le";
    const above = sign === "gt" || sign === "ge";
    return sign === "ne" || (at === "below" ? below : above) ? there() : never();
  };
  const both = (parts: readonly Sql[]): Sql => joined(" AND ", parts);
  const either = (parts: readonly Sql[]): Sql => joined(" OR ", parts);
  return { never, there, compare, both, either };
}

/** A comparison of a value with what is bound. */
export function single(
  writer: Any,
  value: Value,
  stored: Stored,
  op: Op,
  other: FilterValue,
): Sql {
  const line = lineOf(stored);
  let condition: Sql | undefined;
  if (line) condition = onLine(says(writer, value, stored), stored, line, op, other);
  else if (stored === "flag") {
    if (typeof other === "boolean" && (op === "eq" || op === "ne")) {
      condition = writer.compared(value, "=", [other === (op === "eq") ? "TRUE" : "FALSE"]);
    }
  } else if (typeof other === "string" && (op === "eq" || op === "ne")) {
    condition = oneOf(writer, value, stored, op === "eq", [other]);
  } else if (typeof other === "object" && (op === "in" || op === "notIn")) {
    condition = oneOf(writer, value, stored, op === "in", other);
  } else if (typeof other === "string" && (op === "inRange" || op === "notInRange")) {
    condition = inRange(writer, value, stored, op === "inRange", other);
  } else if (typeof other === "string" && (op === "like" || op === "notLike")) {
    if (stored !== "inet" && stored !== "ipKey") {
      condition = like(writer, value, stored, op === "like", other);
    }
  }
  if (!condition) throw new Inexpressible(holdsOtherType);
  return condition;
}

/** Two values of a row. */
export function two(
  writer: Any,
  [one, ofOne]: readonly [Value, Stored],
  op: Op,
  [other, ofOther]: readonly [Value, Stored],
): Sql {
  const sign = Object.hasOwn(SIGNS, op) ? SIGNS[op as Sign] : undefined;
  if (sign === undefined) throw new Inexpressible(notComparedSo);
  const words: readonly Stored[] = ["text", "asText", "id"];
  const alike = JSON.stringify(ofOne) === JSON.stringify(ofOther);
  if (!alike && !(words.includes(ofOne) && words.includes(ofOther))) {
    throw new Inexpressible(notStoredAlike);
  }
  const [left, right] = alike ? [one, other] : [asText(one, ofOne), asText(other, ofOther)];
  const cut = (value: Value, stored: Stored): Sql =>
    isFiner(stored) ? put("date_trunc('milliseconds', ?)", value.expr) : writer.ordered(value);
  const condition = put(`? ${sign} ?`, cut(left, ofOne), cut(right, ofOther));
  return writer.guarded(left, writer.guarded(right, condition));
}
