// Answers for many rows, worked out in one call and read by index.

import { frozen } from "./answers.js";
import { isMap, itemsOf, own } from "./encode.js";
import type { Column, Ids } from "./encode.js";
import type { ErrorCode, TollgateError } from "./error.js";
import { fail } from "./failure.js";
import type { Gate } from "./gate.js";
import type { Names } from "./names.js";
import { Answers } from "./plan.js";
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
  readonly #columns: ReadonlyMap<string, Uint8Array>;
  /** The rows that could not be answered for. */
  readonly errors: readonly RowError[];

  /** @internal */
  constructor(columns: ReadonlyMap<string, Uint8Array>, errors: readonly RowError[]) {
    this.#columns = columns;
    this.errors = frozen(errors);
  }

  /** Whether the action is allowed on the row of that index. */
  can(row: number, action: Action): boolean {
    const answer = this.#column(action)[row];
    return answer === undefined
      ? fail("wrong_resource", `the table has no row \`${row}\``)
      : answer === 1;
  }

  /** 1 for each row on which the action is allowed, else 0. */
  column(action: Action): Uint8Array {
    return this.#column(action).slice();
  }

  #column(action: string): Uint8Array {
    const asked = this.#columns;
    const message = `the table was not asked about \`${action}\``;
    return asked.get(action) ?? fail("unknown_action", message, undefined, asked);
  }
}

/** Asks a gate about rows; without actions, about those that apply to a row and need no context. */
export function ask(
  gate: Gate,
  names: Names,
  ids: Ids,
  given: readonly Resource[],
  actions: readonly string[] | undefined,
): Table {
  const rows = itemsOf(given) ?? fail("wrong_type", "`rows` must be an array", "rows");
  const asked = actions === undefined ? applicable(names, rows) : listed(names, actions);
  const errors: RowError[] = [];
  // Rows that the asked actions cannot tell apart are of one class, which is asked about once.
  const classes: Uint8Array[] = [];
  const alike = new Answers<number>((type) => reads(names, asked, type), ids);
  const classOf = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const known = alike.get(rows[index]);
    classOf[index] = known ?? classes.length;
    if (known !== undefined) continue;
    const still = gate.still(rows[index]);
    const answers = new Uint8Array(asked.length);
    const wrong = fill(gate, names, asked, still, actions === undefined, answers);
    for (const { code, message, at } of wrong) {
      errors.push({ row: index, code, message, ...(at !== undefined && { at }) });
    }
    if (wrong.length === 0 && isMap(still)) {
      alike.keep(still as Record<string, unknown>, classes.length);
    }
    classes.push(answers);
  }
  const columns = asked.map((action, i) => {
    const ofClass = Uint8Array.from(classes, (answers) => answers[i] as number);
    return [action, told(classOf, ofClass)] as const;
  });
  return new Table(new Map(columns), errors);
}

/** Each row's answer is that of its class. */
function told(classOf: Uint32Array, ofClass: Uint8Array): Uint8Array {
  const column = new Uint8Array(classOf.length);
  for (let index = 0; index < column.length; index++) {
    column[index] = ofClass[classOf[index] as number] as number;
  }
  return column;
}

/** The answers for one row; what is wrong with it, each thing once. */
function fill(
  gate: Gate,
  names: Names,
  asked: readonly string[],
  row: unknown,
  onlyOwn: boolean,
  answers: Uint8Array,
): TollgateError[] {
  const wrong: TollgateError[] = [];
  const type = names.types.get(typeOf(row) as string);
  asked.forEach((action, i) => {
    const rules = names.rules[names.actions.get(action) as number] ?? [];
    if (onlyOwn && type !== undefined && !rules.some((rule) => rule.type === type)) return;
    try {
      answers[i] = Number(gate.can(action, row as Resource));
    } catch (thrown) {
      const error = thrown as TollgateError;
      if (!wrong.some((each) => each.message === error.message)) wrong.push(error);
    }
  });
  return wrong;
}

/** What the verdicts on actions depend on, of records of a type. */
function reads(names: Names, asked: readonly string[], type: string): Column[] | undefined {
  const place = names.types.get(type);
  if (place === undefined) return undefined;
  const read = new Set(
    asked.flatMap((action) => {
      const rules = names.rules[names.actions.get(action) as number] ?? [];
      return rules.find((rule) => rule.type === place)?.verdict ?? [];
    }),
  );
  return (names.columns[place] as Column[]).filter((_, index) => read.has(index));
}

const typeOf = (row: unknown): unknown => own(Object(row), "type");

function listed(names: Names, actions: readonly string[]): string[] {
  const list = itemsOf(actions);
  if (!list?.every((action) => typeof action === "string")) {
    return fail("wrong_type", "`actions` must be an array of strings", "actions");
  }
  for (const action of list as string[]) {
    if (!names.actions.has(action)) {
      fail("unknown_action", `there is no action \`${action}\``, "action", names.actions);
    }
  }
  return list as string[];
}

function applicable(names: Names, rows: readonly unknown[]): string[] {
  const types = new Set(rows.map((row) => names.types.get(typeOf(row) as string)));
  return [...names.actions]
    .filter(([, index]) => names.contexts[index]?.length === 0)
    .filter(([, index]) => names.rules[index]?.some((rule) => types.has(rule.type)))
    .map(([name]) => name);
}
