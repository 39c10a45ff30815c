// Values that policies compare with literals: which point of a line a value is, which class the
// cuts of a line put it in, whether a text is of a pattern, and which network an address is in. As
// `src/values` says it natively, which says what Cedar says.

import { abs, asIntN, big, cut, dayOf, each, every, filter, flatMap, get } from "./intrinsics.js";
import { isoOf, isSafeInteger, join, keysOf, List, map, match, monthOf } from "./intrinsics.js";
import { padEnd, padStart, pairs, push, round, seek, set, setDay, sort } from "./intrinsics.js";
import { Time, timeOf, yearOf } from "./intrinsics.js";
import type { Items } from "./intrinsics.js";

/**
 * A Long, a decimal in ten-thousandths, a datetime in milliseconds since 1970 in UTC, or a duration
 * in milliseconds. A point that a number holds exactly is a number, each other one a bigint: so
 * equal points are equal, and the operators order them.
 */
export type Point = number | bigint;

/** What the points of a line stand for. */
export type PointKind = "long" | "decimal" | "datetime" | "duration";

/** How many ten-thousandths one is. */
const ONE = 10_000;

/** Decimals up to here have at most fifteen digits, and no two of them are the same number. */
const PLAIN_MAX = 1e15;

/** What is further from zero is no point. */
const DISTANCE_MAX = 2 ** 64;

/** Milliseconds of 400 years, after which the calendar repeats itself. */
const ERA = 12_622_780_800_000n;

const DECIMAL = /^(-?)(\d+)\.(\d{1,4})$/;
const NUMBER = /^(-?)(\d+)(?:\.(\d{1,4}))?$/;
const DURATION = /^(-?)(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)/;
const TIME = /^T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?(?:Z|([+-])(\d\d)(\d\d))$/;
const IP = /^(?:(\d+)\.(\d+)\.(\d+)\.(\d+)|([\da-f:]{2,39}))(?:\/(\d+))?$/i;
const GROUP = /^([\da-f]{1,4})(?::(?=.)|$)/i;

/** The units of a duration, as they stand in `DURATION`. */
const UNITS = [86_400_000, 3_600_000, 60_000, 1000, 1];

/** The point of a value; `undefined` for what is none of the kind. */
export function pointOf(kind: PointKind, value: unknown): Point | undefined {
  switch (kind) {
    case "long":
      return long(value);
    case "decimal":
      return decimal(value);
    case "datetime":
      return datetime(value);
    case "duration":
      return duration(value);
  }
}

/** A point as Cedar writes it in a literal of the kind. */
export function pointText(kind: PointKind, point: Point): string {
  switch (kind) {
    case "long":
      return `${point}`;
    case "decimal":
      return decimalText(point);
    case "datetime":
      return datetimeText(point);
    case "duration":
      return `${point}ms`;
  }
}

/** The point of a Long: an integer that its number holds exactly. */
export function long(value: unknown): Point | undefined {
  // There is one zero among Longs.
  if (typeof value === "number") return isSafeInteger(value) ? value + 0 : undefined;
  return typeof value === "bigint" ? pointAt(value) : undefined;
}

/**
 * The point of a decimal: of a text as Cedar reads it, or of a number, by the shortest text that
 * reads as the same number.
 */
export function decimal(value: unknown): Point | undefined {
  switch (typeof value) {
    case "string":
      return places(match(DECIMAL, value));
    case "bigint":
      return pointAt(value * big(ONE));
    case "number": {
      const parts = round(value * ONE);
      const plain = abs(parts) < PLAIN_MAX && parts / ONE === value;
      return plain ? parts + 0 : places(match(NUMBER, `${value}`));
    }
    default:
      return undefined;
  }
}

/** The point of a datetime: of a text as Cedar reads it, or of a date that is valid. */
export function datetime(value: unknown): Point | undefined {
  if (typeof value === "string") return textTime(value);
  try {
    const time = timeOf(value as Date);
    return time === time ? time : undefined;
  } catch {
    return undefined;
  }
}

/** The point of a duration: of a text as Cedar reads it. */
export function duration(value: unknown): Point | undefined {
  const found = typeof value === "string" ? match(DURATION, value) : null;
  return found ? sum(found[1] === "-", filter(found, (_, place) => place > 1), UNITS) : undefined;
}

/**
 * An IP value, of a text as Cedar reads one: its family, the bits of its address, and after `/` how
 * many of them its prefix has.
 */
export function ip(text: string): string | undefined {
  const found = match(IP, text);
  if (!found) return undefined;
  const groups = found[5];
  const parts = groups === undefined ? map([1, 2, 3, 4], (at) => count(found[at])) : six(groups);
  const family = groups === undefined ? 4 : 6;
  const most = family === 4 ? 32 : 128;
  const size = family === 4 ? 8 : 16;
  const prefix = count(found[6] ?? `${most}`);
  const whole = parts.length * size === most && every(parts, (part) => part < 2 ** size);
  if (!whole || !(prefix <= most)) return undefined;
  return `${family}${join(map(parts, (part) => bits(part, size)))}/${prefix}`;
}

/** What an IP value has in common with all that is in the network that it stands for. */
export const networkOf = (ip: string): string => cut(ip, 0, 1 + +cut(ip, seek(ip, "/") + 1));

/** Whether all that an IP value stands for is in a network. */
export function isInRange(one: string, other: string): boolean {
  const network = networkOf(other);
  return cut(networkOf(one), 0, network.length) === network;
}

/** How many of the cuts, which ascend, are at a point or below it. */
export function classOf(cuts: ArrayLike<Point>, point: Point): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] as Point) <= point) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whether a text is of the pattern that has these pieces: the texts before, between and after its
 * wildcards.
 */
export function matches(pieces: ArrayLike<string>, text: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.length - 1;
  if (last <= 0) return text === first;
  const tail = pieces[last] as string;
  const end = text.length - tail.length;
  let from = first.length;
  if (from > end || cut(text, 0, from) !== first || cut(text, end) !== tail) return false;
  // The leftmost place of each leaves the most to those after it.
  for (let i = 1; i < last; i++) {
    const piece = pieces[i] as string;
    const at = seek(text, piece, from);
    from = at + piece.length;
    if (at < 0 || from > end) return false;
  }
  return true;
}

/** A pattern by its pieces, with the place of its list. */
interface Listed {
  readonly pieces: ArrayLike<string>;
  readonly list: number;
}

/**
 * Lists of patterns of which one counts, by what a text of them has to end with, or else begin
 * with: so that a text is held against few of many.
 */
export class Patterns {
  /** By such a text, which has `>` before it, or `<`. */
  readonly #anchored = pairs<string, Items<Listed>>();
  /** How long such texts are; those to begin with have a negative length, and -1 is none. */
  readonly #lengths: Items<number>;

  constructor(lists: ArrayLike<ArrayLike<ArrayLike<string>>>) {
    const lengths = pairs<number, number>();
    const all = flatMap(lists, (patterns, list) => map(patterns, (pieces) => ({ pieces, list })));
    each(all, (it) => {
      const { pieces } = it;
      const first = pieces[0] ?? "";
      const tail = pieces[pieces.length - 1] ?? "";
      const anchor = tail ? `>${tail}` : `<${first}`;
      const length = tail ? tail.length : -1 - first.length;
      set(lengths, length, length);
      const anchored = get(this.#anchored, anchor) ?? new List<Listed>();
      set(this.#anchored, anchor, anchored);
      push(anchored, it);
    });
    this.#lengths = keysOf(lengths);
  }

  /** The places of the lists with a pattern that a text is of, ascending. */
  of(text: string): Items<number> {
    const found = pairs<number, true>();
    each(this.#lengths, (length) => {
      const size = length > 0 ? length : -1 - length;
      if (size > text.length) return;
      const anchor = length > 0 ? `>${cut(text, text.length - size)}` : `<${cut(text, 0, size)}`;
      each(get(this.#anchored, anchor) ?? [], ({ pieces, list }) => {
        if (matches(pieces, text)) set(found, list, true);
      });
    });
    return sort(keysOf(found), (one, other) => one - other);
  }
}

/** The number of digits that has no other ones; NaN is what others have. */
const count = (digits: string | undefined): number =>
  `${+(digits ?? "")}` === digits ? +digits : NaN;

/** The bits of a number, from the highest on. */
function bits(number: number, size: number): string {
  let text = "";
  for (let bit = size; bit--; ) text += (number >> bit) & 1;
  return text;
}

/** The groups of an address of the sixth version, with those that `::` stands for. */
function six(address: string): Items<number> {
  const gap = seek(address, "::");
  if (gap < 0) return hextets(address);
  const all = hextets(cut(address, 0, gap));
  const tail = hextets(cut(address, gap + 2));
  // It stands for one or more.
  do push(all, 0);
  while (all.length + tail.length < 8);
  each(tail, (part) => push(all, part));
  return all;
}

/** Groups between colons; NaN is what is none. */
function hextets(text: string): Items<number> {
  const all = new List<number>();
  for (let rest = text; rest; ) {
    const group = match(GROUP, rest);
    push(all, group ? +`0x${group[1]}` : NaN);
    rest = group ? cut(rest, group[0].length) : "";
  }
  return all;
}

/** The same integer as a point; `undefined` where it takes more than 64 bits. */
export function pointAt(exact: bigint): Point | undefined {
  if (asIntN(64, exact) !== exact) return undefined;
  // As a literal has it: what is not exact comes out as another.
  const near = +`${exact}`;
  return isSafeInteger(near) ? near : exact;
}

/** The point that is so many of each unit from zero. What is not counted is none. */
function sum(
  negative: boolean,
  counts: ArrayLike<string | undefined>,
  units: ArrayLike<number>,
): Point | undefined {
  let near = 0;
  each(counts, (count, i) => (near += +(count ?? 0) * (units[i] as number)));
  // No step that rounds leads back to the safe integers.
  if (isSafeInteger(near)) return negative ? 0 - near : near;
  if (near > DISTANCE_MAX) return undefined;
  let exact = 0n;
  each(counts, (count, i) => (exact += big(count ?? 0) * big(units[i] as number)));
  return pointAt(negative ? -exact : exact);
}

/** The point of a number that was found with up to four places. */
function places(found: RegExpExecArray | null): Point | undefined {
  if (!found) return undefined;
  const fraction = padEnd(found[3] ?? "", 4, "0");
  return sum(found[1] === "-", [found[2], fraction], [ONE, 1]);
}

/** A decimal with no more places than it needs, and at least one. */
function decimalText(point: Point): string {
  const sign = point < 0 ? "-" : "";
  const padded = padStart(`${point < 0 ? -point : point}`, 5, "0");
  const places = (match(/^\d.*?(?=0*$)/, cut(padded, -4)) as RegExpExecArray)[0];
  return `${sign}${cut(padded, 0, -4)}.${places}`;
}

/** The milliseconds from 1970 to what Cedar reads as a datetime. */
function textTime(text: string): number | undefined {
  const date = match(DATE, text);
  if (!date) return undefined;
  const number = (text: string | undefined): number => +(text ?? 0);
  const month = number(date[2]) - 1;
  const day = number(date[3]);
  // A date that is made of a year below 100 would be one of the twentieth century.
  const start = new Time(0);
  const midnight = setDay(start, number(date[1]), month, day);
  if (monthOf(start) !== month || dayOf(start) !== day) return undefined;
  if (text.length === date[0].length) return midnight;
  const time = match(TIME, cut(text, date[0].length));
  if (!time) return undefined;
  const hour = number(time[1]);
  const minute = number(time[2]);
  const second = number(time[3]);
  const hours = number(time[6]);
  const minutes = number(time[7]);
  if (hour >= 24 || minute >= 60 || second >= 60 || hours >= 24 || minutes >= 60) return undefined;
  const ahead = (hours * 60 + minutes) * (time[5] === "-" ? -1 : 1);
  const seconds = (hour * 60 + minute - ahead) * 60 + second;
  return midnight + seconds * 1000 + number(time[4]);
}

/**
 * A datetime in UTC, to the millisecond. A year that Cedar cannot read has a sign and at least six
 * digits, as in ISO 8601.
 */
function datetimeText(point: Point): string {
  const exact = big(point);
  const era = (exact - (((exact % ERA) + ERA) % ERA)) / ERA;
  const date = new Time(+`${exact - era * ERA}`);
  const year = yearOf(date) + 400 * +`${era}`;
  const far = year < 0 ? "-" : year > 9999 ? "+" : "";
  const digits = padStart(`${abs(year)}`, far ? 6 : 4, "0");
  return far + digits + cut(isoOf(date), 4);
}
