// Answers for many rows, worked out in one call and read by index. Rows that the asked actions
// cannot tell apart are of one class: each row is read once, for its class, and each class is asked
// about once. Columns are written out when they are read.

import { frozen } from "./answers.js";
import type { Draft } from "./answers.js";
import { roomFor, stringsOf } from "./encode.js";
import type { EncodedRecord, Ids } from "./encode.js";
import { fail, named } from "./error.js";
import type { ErrorCode, TollgateError } from "./error.js";
import { noSuch } from "./failure.js";
import type { Gate } from "./gate.js";
import { LIST_ITEMS_MAX } from "./generated/numbers.js";
import { mustBe, mustBeArray, mustBeStrings, noRow, notAsked } from "./generated/texts.js";
import type { Names } from "./names.js";
import { numbers, Question } from "./plan.js";
import type { Resource } from "./types.js";

/** A row that could not be answered for; its answers are all no. */
export interface RowError {
  readonly row: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly at?: string;
}

/** Decisions for rows, as the rows were when asked. */
export class Table<Action extends string = string> {
  /** The class of each row. */
  readonly #classes: Uint32Array;
  /** By action, the answer for each class. */
  readonly #answers: ReadonlyMap<string, Uint8Array>;
  /** The action that was read last: a list reads one many times. */
  #action: string | undefined;
  #last: Uint8Array | undefined;
  /** The rows that could not be answered for. */
  readonly errors: readonly RowError[];

  /** @internal */
  constructor(
    classes: Uint32Array,
    answers: ReadonlyMap<string, Uint8Array>,
    errors: Draft<RowError>[],
  ) {
    this.#classes = classes;
    this.#answers = answers;
    this.errors = frozen(errors);
  }

  /** Whether the action is allowed on the row of that index. */
  can(row: number, action: Action): boolean {
    const last = action === this.#action ? this.#last : undefined;
    const answers = last ?? this.#of(action);
    const of = typeof row === "number" ? this.#classes[row] : undefined;
    return of === undefined
      ? fail("wrong_resource", noRow(named(row)))
      : answers[of] === 1;
  }

  /** 1 for each row on which the action is allowed, else 0. */
  column(action: Action): Uint8Array {
    const answers = this.#of(action);
    const classes = this.#classes;
    const { length } = classes;
    const column = new Uint8Array(length);
    if (!answers.includes(0, 1)) return column.fill(1);
    if (!answers.includes(1)) return column;
    for (let row = 0; row < length; row++) {
      column[row] = answers[classes[row] as number] as number;
    }
    return column;
  }

  #of(action: string): Uint8Array {
    const answered = this.#answers;
    const answers =
      answered.get(action) ??
      fail("unknown_action", notAsked(named(action)), undefined, answered.keys());
    [this.#action, this.#last] = [action, answers];
    return answers;
  }
}

/** Asks a gate about rows; without actions, about those that apply to a row and need no context. */
export function ask(
  gate: Gate,
  names: Names,
  ids: Ids,
  rows: readonly Resource[],
  actions: readonly string[] | undefined,
): Table {
  const every = actions === undefined;
  const open = every ? free(names) : listed(names, actions);
  const alike = new Question(names.reads(open, "verdict"), numbers());
  const firsts: EncodedRecord[] = [];
  const classes = classify(gate, ids, rows, alike, firsts);
  const applies = (action: string, { type }: EncodedRecord): boolean =>
    names.rulesOf(action).some((rule) => rule.type === type);
  const columns = every
    ? open.filter((action) => firsts.some((first) => applies(action, first)))
    : open;
  const answers = new Map(columns.map((action) => [action, new Uint8Array(firsts.length + 1)]));
  const wrong = firsts.map((first, index) => {
    // What has no type hears from every action that it needs one.
    const all = !every || first.type === undefined;
    const applying = all ? columns : columns.filter((action) => applies(action, first));
    /** What is wrong with rows of the class, each thing once. */
    const errors = new Map<string, TollgateError>();
    gate.verdicts(applying, first).forEach((verdict, i) => {
      if (typeof verdict === "object") errors.set(verdict.message, verdict);
      else (answers.get(applying[i] as string) as Uint8Array)[index + 1] = Number(verdict);
    });
    return [...errors.values()];
  });
  return new Table(classes, answers, wrong.flat().length > 0 ? rowErrors(classes, wrong) : []);
}

/** The errors of rows, which are those of their classes. */
const rowErrors = (
  classes: Uint32Array,
  wrong: readonly (readonly TollgateError[])[],
): Draft<RowError>[] =>
  Array.from(classes).flatMap((of, row) =>
    (wrong[of - 1] ?? []).map(({ code, message, at }) => ({ row, code, message, at })),
  );

/** The class of each row, from 1 on, and the first row of each. */
function classify(
  gate: Gate,
  ids: Ids,
  rows: readonly unknown[],
  alike: Question,
  firsts: EncodedRecord[],
): Uint32Array {
  let known = new Uint32Array(64);
  const first = (of: unknown): number => {
    const record = gate.encode(of);
    const number = alike.numberOf(record);
    const before = known[number];
    if (before) return before;
    firsts.push(record);
    if (number > 0) {
      known = roomFor(number, known);
      known[number] = firsts.length;
    }
    return firsts.length;
  };
  try {
    const length = Array.isArray(rows) ? rows.length : Infinity;
    if (length <= LIST_ITEMS_MAX) {
      // Not a loop: engines of JavaScript are quicker to compile a function that is called often.
      return new Uint32Array(length).map((_, row) => {
        const of: unknown = rows[row];
        return known[alike.number(of, ids)] || first(of);
      });
    }
  } catch {
    // What cannot be read is no list.
  }
  return fail("wrong_type", mustBe("rows", mustBeArray), "rows");
}

function listed({ actions: known }: Names, actions: readonly string[]): string[] {
  const list =
    stringsOf(actions) ?? fail("wrong_type", mustBe("actions", mustBeStrings), "actions");
  for (const action of list) if (!known.has(action)) throw noSuch("action", action, known.keys());
  return list;
}

/** The actions that need no context. */
const free = (names: Names): string[] =>
  [...names.actions.keys()].filter((_, index) => names.contexts[index]?.length === 0);
