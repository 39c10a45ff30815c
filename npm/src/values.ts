// Values that policies compare with literals: which point of a line a value is, which class the
// cuts of a line put it in, and whether a text is of a pattern. As `src/values` says it natively,
// which says what Cedar says.

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

/** The units of a duration, as they stand in `DURATION`. */
const UNITS = [86_400_000, 3_600_000, 60_000, 1000, 1];

/** The time of a date that no member of its own can stand in for. */
const timeOf = Date.prototype.getTime;

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
      return String(point);
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
  if (typeof value === "number") return Number.isSafeInteger(value) ? value + 0 : undefined;
  return typeof value === "bigint" ? pointAt(value) : undefined;
}

/**
 * The point of a decimal: of a text as Cedar reads it, or of a number, by the shortest text that
 * reads as the same number.
 */
export function decimal(value: unknown): Point | undefined {
  switch (typeof value) {
    case "string":
      return places(DECIMAL.exec(value));
    case "bigint":
      return pointAt(value * BigInt(ONE));
    case "number": {
      const parts = Math.round(value * ONE);
      const plain = Math.abs(parts) < PLAIN_MAX && parts / ONE === value;
      return plain ? parts + 0 : places(NUMBER.exec(String(value)));
    }
    default:
      return undefined;
  }
}

/** The point of a datetime: of a text as Cedar reads it, or of a date that is valid. */
export function datetime(value: unknown): Point | undefined {
  if (typeof value === "string") return textTime(value);
  if (typeof value !== "object" || value === null) return undefined;
  try {
    const time = timeOf.call(value);
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}

/** The point of a duration: of a text as Cedar reads it. */
export function duration(value: unknown): Point | undefined {
  const found = typeof value === "string" ? DURATION.exec(value) : null;
  return found ? sum(found[1] === "-", found.slice(2), UNITS) : undefined;
}

/** How many of the cuts, which ascend, are at a point or below it. */
export function classOf(cuts: readonly Point[], point: Point): number {
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
export function matches(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.length - 1;
  if (last <= 0) return text === first;
  const tail = pieces[last] as string;
  const end = text.length - tail.length;
  let from = first.length;
  if (from > end || !text.startsWith(first) || !text.endsWith(tail)) return false;
  // The leftmost place of each leaves the most to those after it.
  for (let i = 1; i < last; i++) {
    const piece = pieces[i] as string;
    const at = text.indexOf(piece, from);
    from = at + piece.length;
    if (at < 0 || from > end) return false;
  }
  return true;
}

/** The same integer as a point; `undefined` where it takes more than 64 bits. */
function pointAt(exact: bigint): Point | undefined {
  if (BigInt.asIntN(64, exact) !== exact) return undefined;
  const near = Number(exact);
  return Number.isSafeInteger(near) ? near : exact;
}

/** The point that is so many of each unit from zero. What is not counted is none. */
function sum(
  negative: boolean,
  counts: readonly (string | undefined)[],
  units: readonly number[],
): Point | undefined {
  const near = counts.reduce((all, count, i) => all + Number(count ?? 0) * (units[i] as number), 0);
  // No step that rounds leads back to the safe integers.
  if (Number.isSafeInteger(near)) return negative ? 0 - near : near;
  if (near > DISTANCE_MAX) return undefined;
  const part = (count: string | undefined, i: number) =>
    BigInt(count ?? 0) * BigInt(units[i] as number);
  const exact = counts.map(part).reduce((all, each) => all + each, 0n);
  return pointAt(negative ? -exact : exact);
}

/** The point of a number that was found with up to four places. */
function places(found: RegExpExecArray | null): Point | undefined {
  if (!found) return undefined;
  const fraction = (found[3] ?? "").padEnd(4, "0");
  return sum(found[1] === "-", [found[2], fraction], [ONE, 1]);
}

/** A decimal with no more places than it needs, and at least one. */
function decimalText(point: Point): string {
  const [sign, digits] = point < 0 ? ["-", String(-point)] : ["", String(point)];
  const padded = digits.padStart(5, "0");
  return `${sign}${padded.slice(0, -4)}.${padded.slice(-4).replace(/0{1,3}$/, "")}`;
}

/** The milliseconds from 1970 to what Cedar reads as a datetime. */
function textTime(text: string): number | undefined {
  const date = DATE.exec(text);
  if (!date) return undefined;
  const number = (text: string | undefined) => Number(text ?? 0);
  const [year, month, day] = [number(date[1]), number(date[2]), number(date[3])];
  // A date that is made of a year below 100 would be one of the twentieth century.
  const start = new Date(0);
  start.setUTCFullYear(year, month - 1, day);
  if (start.getUTCMonth() !== month - 1 || start.getUTCDate() !== day) return undefined;
  if (text.length === date[0].length) return start.getTime();
  const time = TIME.exec(text.slice(date[0].length));
  if (!time) return undefined;
  const [hour, minute, second] = [number(time[1]), number(time[2]), number(time[3])];
  const [hours, minutes] = [number(time[6]), number(time[7])];
  if (hour >= 24 || minute >= 60 || second >= 60 || hours >= 24 || minutes >= 60) return undefined;
  const ahead = (hours * 60 + minutes) * (time[5] === "-" ? -1 : 1);
  const seconds = (hour * 60 + minute - ahead) * 60 + second;
  return start.getTime() + seconds * 1000 + number(time[4]);
}

/**
 * A datetime in UTC, to the millisecond. A year that Cedar cannot read has a sign and at least six
 * digits, as in ISO 8601.
 */
function datetimeText(point: Point): string {
  const exact = BigInt(point);
  const era = (exact - (((exact % ERA) + ERA) % ERA)) / ERA;
  const date = new Date(Number(exact - era * ERA));
  const year = date.getUTCFullYear() + 400 * Number(era);
  const far = year < 0 ? "-" : year > 9999 ? "+" : "";
  const digits = String(Math.abs(year)).padStart(far ? 6 : 4, "0");
  return far + digits + date.toISOString().slice(4);
}
