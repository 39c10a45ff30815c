// Comparisons of numbers and dates, in the whole numbers that are stored of them. As
// `crates/sql/src/line.rs` says it natively.

import { partsOfOne } from "../generated/sql-texts.js";
import type { FilterValue, Op } from "../types.js";
import { pointOf } from "../values.js";
import type { PointKind } from "../values.js";
import type { Stored } from "./columns.js";
import { Inexpressible } from "./ways.js";

/** Ten-thousandths, of which a decimal has one or several. */
const ONE = 10_000n;
export const SECOND = 1000n;

/** What is compared, in points; and how many of them what is stored counts at once. */
export type Line = readonly [PointKind, bigint];

export type Sign = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
const SIGNS: readonly Op[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const isSign = (op: Op): op is Sign => SIGNS.includes(op);

/** A way to say comparisons with whole numbers. */
export interface Says<T> {
  /** Of no row, and of every row with a value. */
  readonly never: () => T;
  readonly there: () => T;
  readonly compare: (sign: Sign, count: bigint) => T;
  readonly both: (parts: readonly T[]) => T;
  readonly either: (parts: readonly T[]) => T;
}

/** What a value of a filter is in points, and how many of them what is stored counts at once. */
export function lineOf(stored: Stored): Line | undefined {
  if (typeof stored === "object") {
    const { parts } = stored;
    if (!Number.isSafeInteger(parts) || parts <= 0 || ONE % BigInt(parts) !== 0n) {
      throw new Inexpressible(partsOfOne);
    }
    return ["decimal", ONE / BigInt(parts)];
  }
  switch (stored) {
    case "long":
      return ["long", 1n];
    case "numeric":
      return ["decimal", 1n];
    case "durationMilliseconds":
      return ["duration", 1n];
    case "durationSeconds":
      return ["duration", SECOND];
    case "seconds":
    case "isoTextSeconds":
    case "plainText":
      return ["datetime", SECOND];
    case "milliseconds":
    case "isoText":
    case "timestamptz":
    case "timestamp":
      return ["datetime", 1n];
  }
  return undefined;
}

/** The point of a filter's value; of a datetime of any year. */
function pointIn(kind: PointKind, value: FilterValue): bigint | undefined {
  const extended = kind === "datetime" && typeof value === "string" && /^[+-]/.test(value);
  const point = extended ? Date.parse(value) : pointOf(kind, value);
  return point === undefined || Number.isNaN(point) ? undefined : BigInt(point);
}

/** Whether what is stored may be between two points. */
export const isFiner = (stored: Stored): boolean =>
  stored === "timestamptz" || stored === "timestamp";

/** A comparison of a number or a date; nothing where the value is of another type. */
export function onLine<T>(
  says: Says<T>,
  stored: Stored,
  [kind, size]: Line,
  operator: Op,
  value: FilterValue,
): T | undefined {
  const point = pointIn(kind, value);
  if (point === undefined || !isSign(operator)) return undefined;
  const rest = ((point % size) + size) % size;
  const floor = (point - rest) / size;
  let op = operator;
  if (rest !== 0n) {
    if (op === "eq") return says.never();
    if (op === "ne") return says.there();
    op = op === "lt" ? "le" : op === "ge" ? "gt" : op;
  }
  if (!isFiner(stored)) return says.compare(op, floor);
  const next = floor + 1n;
  switch (op) {
    case "lt":
      return says.compare("lt", floor);
    case "ge":
      return says.compare("ge", floor);
    case "le":
      return says.compare("lt", next);
    case "gt":
      return says.compare("ge", next);
    case "eq":
      return says.both([says.compare("ge", floor), says.compare("lt", next)]);
    default:
      return says.either([says.compare("lt", floor), says.compare("ge", next)]);
  }
}
