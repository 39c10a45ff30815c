// Answers for many rows, worked out in one call and read by index. Rows that the asked actions
// cannot tell apart are of one class: each row is read once, for its class, and each class is asked
// about once. Columns are written out when they are read.

import { frozen } from "./answers.js";
import type { Draft } from "./answers.js";
import type { Knowns } from "./column.js";
import { roomFor } from "./encode.js";
import type { EncodedRecord } from "./encode.js";
import { fail, named } from "./error.js";
import type { ErrorCode, TollgateError } from "./error.js";
import { noSuchOfKind } from "./failure.js";
import type { Gate } from "./gate.js";
import { mustBe, mustBeArray, mustBeStrings, noRow, notAsked } from "./generated/texts.js";
import type { Names } from "./names.js";
import { Bytes, each, fill, filter, get, keysOf, lengthOf } from "./intrinsics.js";
import { List, map, pairs, push, set, some, Words } from "./intrinsics.js";
import type { Items, Pairs } from "./intrinsics.js";
import type { Mapping } from "./mapping.js";
import { numbers, Question } from "./plan.js";
import { itemsOf, readOwn, stringsOf } from "./read.js";

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
  readonly #answers: Pairs<string, Uint8Array>;
  /** The action that was read last: a list reads one many times. */
  #action: string | undefined;
  #last: Uint8Array | undefined;
  /** The rows that could not be answered for. */
  readonly errors: readonly RowError[];

  /** @internal */
  constructor(
    classes: Uint32Array,
    answers: Pairs<string, Uint8Array>,
    errors: Draft<readonly RowError[]>,
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
    const length = lengthOf(classes);
    const column = new Bytes(length);
    let allowed = 0;
    for (let of = 1; of < lengthOf(answers); of++) allowed += answers[of] as number;
    if (allowed === lengthOf(answers) - 1) return fill(column, 1) as Uint8Array;
    if (allowed === 0) return column;
    for (let row = 0; row < length; row++) {
      column[row] = answers[classes[row] as number] as number;
    }
    return column;
  }

  #of(action: string): Uint8Array {
    const answered = this.#answers;
    const answers =
      get(answered, action) ??
      fail("unknown_action", notAsked(named(action)), undefined, keysOf(answered));
    this.#action = action;
    this.#last = answers;
    return answers;
  }
}

/** Asks a gate about rows; without actions, about those that apply to a row and need no context. */
export function ask(
  gate: Gate,
  names: Names,
  who: Knowns,
  rows: readonly object[],
  actions: readonly string[] | undefined,
  /** The type of all rows, where they need not say it. */
  type: string | undefined,
): Table {
  const every = actions === undefined;
  const open = every ? free(names) : listed(names, actions);
  const alike = new Question(names.reads(open, "verdict"), numbers(), names.mapping);
  const firsts = new List<EncodedRecord>();
  const { mapping } = names;
  const items = itemsOf(rows) ?? fail("wrong_type", mustBe("rows", mustBeArray), "rows");
  const all = type === undefined ? items : map(items, (row) => mapping.read(type, row));
  const classes = classify(gate, who, all, alike, firsts, mapping);
  const applies = (action: string, { type }: EncodedRecord): boolean =>
    some(names.rulesOf(action), (rule) => rule.type === type);
  const columns = every
    ? filter(open, (action) => some(firsts, (first) => applies(action, first)))
    : open;
  const answers = pairs<string, Uint8Array>();
  each(columns, (action) => set(answers, action, new Bytes(firsts.length + 1)));
  const wrong = map(firsts, (first, index) => {
    // What has no type hears from every action that it needs one.
    const all = !every || first.type === undefined;
    const applying = all ? columns : filter(columns, (action) => applies(action, first));
    /** What is wrong with rows of the class, each thing once. */
    const errors = pairs<string, TollgateError>();
    each(gate.verdicts(applying, first), (verdict, i) => {
      if (typeof verdict === "object") set(errors, verdict.message, verdict);
      else (get(answers, applying[i] as string) as Uint8Array)[index + 1] = +verdict;
    });
    return map(keysOf(errors), (message) => get(errors, message) as TollgateError);
  });
  const none = !some(wrong, (errors) => errors.length > 0);
  return new Table(classes, answers, none ? [] : rowErrors(classes, wrong));
}

/** The errors of rows, which are those of their classes. */
function rowErrors(
  classes: Uint32Array,
  wrong: ArrayLike<ArrayLike<TollgateError>>,
): Draft<readonly RowError[]> {
  const all = new List<Draft<RowError>>();
  for (let row = 0; row < lengthOf(classes); row++) {
    each(wrong[(classes[row] as number) - 1] as ArrayLike<TollgateError>, (error) => {
      const { code, message } = error;
      push(all, { row, code, message, at: readOwn(error, "at") as string | undefined });
    });
  }
  return all;
}

/** The class of each row, from 1 on, and the first row of each. */
function classify(
  gate: Gate,
  who: Knowns,
  rows: ArrayLike<unknown>,
  alike: Question,
  firsts: Items<EncodedRecord>,
  mapping: Mapping,
): Uint32Array {
  let known = new Words(64);
  const odd = (row: unknown): number => {
    const of = mapping.of(row);
    const before = known[alike.numberRead(of, who)];
    if (before) return before;
    const record = gate.encode(of);
    const number = alike.numberOf(record);
    const same = known[number];
    if (same) return same;
    push(firsts, record);
    if (number > 0) {
      known = roomFor(number, known, Words);
      known[number] = firsts.length;
    }
    return firsts.length;
  };
  const classes = new Words(rows.length);
  // Not in the loop: engines of JavaScript are quicker to compile a function that is called often.
  each(rows, (of, row) => (classes[row] = known[alike.number(of, who)] || odd(of)));
  return classes;
}

/** The actions that are asked for, each once. */
function listed(names: Names, actions: unknown): ArrayLike<string> {
  const list =
    stringsOf(actions) ?? fail("wrong_type", mustBe("actions", mustBeStrings), "actions");
  const requested = pairs<string, true>();
  each(list, (action) => {
    if (get(names.actions, action) === undefined) throw noSuchOfKind(names, "action", action);
    set(requested, action, true);
  });
  return keysOf(requested);
}

/** The actions that need no context. */
const free = (names: Names): ArrayLike<string> =>
  filter(keysOf(names.actions), (_, index) => names.contexts[index]?.columns.length === 0);
