// Answers for many rows, worked out in one call and read by index. Rows that the asked actions
// cannot tell apart are of one class: each row is read once, for its class, and each class is asked
// about once. Columns are written out when they are read.

import { frozen } from "./answers.js";
import { ITEMS_MAX, itemsOf } from "./encode.js";
import type { Column, Ids, Subject } from "./encode.js";
import type { ErrorCode, TollgateError } from "./error.js";
import { fail, noSuch } from "./failure.js";
import type { Gate } from "./gate.js";
import type { Names } from "./names.js";
import { Numbers, Question } from "./plan.js";
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
    errors: readonly RowError[],
  ) {
    this.#classes = classes;
    this.#answers = answers;
    this.errors = frozen(errors);
  }

  /** Whether the action is allowed on the row of that index. */
  can(row: number, action: Action): boolean {
    const answers = action === this.#action ? (this.#last as Uint8Array) : this.#of(action);
    const of = this.#classes[row];
    return of === undefined
      ? fail("wrong_resource", `the table has no row \`${row}\``)
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
    const asked = this.#answers;
    const message = `the table was not asked about \`${action}\``;
    const answers = asked.get(action) ?? fail("unknown_action", message, undefined, asked);
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
  const asked = actions === undefined ? free(names) : listed(names, actions);
  const alike = new Question((type) => reads(names, asked, type), new Numbers());
  const firsts: Subject[] = [];
  const classes = classify(gate, ids, rows, alike, firsts);
  const told = actions === undefined ? applicable(names, asked, firsts) : asked;
  const answers = new Map(told.map((action) => [action, new Uint8Array(firsts.length + 1)]));
  const wrong = new Map<number, TollgateError[]>();
  firsts.forEach((subject, index) => {
    const errors = fill(gate, names, subject, actions === undefined, answers, index + 1);
    if (errors.length > 0) wrong.set(index + 1, errors);
  });
  return new Table(classes, answers, wrong.size > 0 ? rowErrors(classes, wrong) : []);
}

/** Writes the answers of a class; what is wrong with its rows, each thing once. */
function fill(
  gate: Gate,
  names: Names,
  subject: Subject,
  onlyOwn: boolean,
  answers: ReadonlyMap<string, Uint8Array>,
  place: number,
): TollgateError[] {
  const { type } = subject;
  const actions = [...answers.keys()].filter((action) => {
    if (!onlyOwn || type === undefined) return true;
    return names.rulesOf(action).some((rule) => rule.type === type);
  });
  const wrong: TollgateError[] = [];
  gate.verdicts(actions, subject).forEach((told, i) => {
    if (typeof told !== "object") {
      (answers.get(actions[i] as string) as Uint8Array)[place] = Number(told);
    } else if (!wrong.some((each) => each.message === told.message)) {
      wrong.push(told);
    }
  });
  return wrong;
}

/** The errors of rows, which are those of their classes. */
const rowErrors = (
  classes: Uint32Array,
  wrong: ReadonlyMap<number, readonly TollgateError[]>,
): RowError[] =>
  Array.from(classes).flatMap((of, row) =>
    (wrong.get(of) ?? []).map(({ code, message, at }) => ({
      row,
      code,
      message,
      ...(at !== undefined && { at }),
    })),
  );

/** The class of each row, from 1 on, and the first row of each. */
function classify(
  gate: Gate,
  ids: Ids,
  rows: readonly unknown[],
  alike: Question,
  firsts: Subject[],
): Uint32Array {
  let known = new Uint32Array(64);
  const first = (of: unknown): number => {
    const subject = gate.subject(of);
    const number = alike.numberOf(subject);
    const before = known[number];
    if (before) return before;
    firsts.push(subject);
    if (number >= known.length) {
      const more = new Uint32Array(2 * number);
      more.set(known);
      known = more;
    }
    if (number > 0) known[number] = firsts.length;
    return firsts.length;
  };
  try {
    const length = Array.isArray(rows) ? rows.length : Infinity;
    if (length <= ITEMS_MAX) {
      const classes = new Uint32Array(length);
      for (let row = 0; row < length; row++) {
        const of: unknown = rows[row];
        classes[row] = known[alike.number(of, ids)] || first(of);
      }
      return classes;
    }
  } catch {
    // What cannot be read is no list.
  }
  return fail("wrong_type", "`rows` must be an array", "rows");
}

/** What the verdicts on actions depend on, of records of a type. */
function reads(names: Names, asked: readonly string[], type: string): Column[] | undefined {
  const place = names.types.get(type);
  if (place === undefined) return undefined;
  const rules = asked.flatMap((action) => names.rulesOf(action));
  const read = new Set(rules.flatMap((rule) => (rule.type === place ? rule.verdict : [])));
  return (names.columns[place] as Column[]).filter((_, index) => read.has(index));
}

function listed(names: Names, actions: readonly string[]): string[] {
  const list = itemsOf(actions);
  if (!list?.every((action) => typeof action === "string")) {
    return fail("wrong_type", "`actions` must be an array of strings", "actions");
  }
  for (const action of list as string[]) {
    if (!names.actions.has(action)) noSuch("action", action, names.actions);
  }
  return list as string[];
}

/** The actions that need no context. */
const free = (names: Names): string[] =>
  [...names.actions.keys()].filter((_, index) => names.contexts[index]?.length === 0);

/** Those that apply to a row. */
function applicable(
  names: Names,
  actions: readonly string[],
  firsts: readonly Subject[],
): string[] {
  const types = new Set(firsts.map(({ type }) => type));
  return actions.filter((action) => names.rulesOf(action).some((rule) => types.has(rule.type)));
}
