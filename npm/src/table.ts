// Answers for many rows, worked out in one call and read by index.

import { frozen } from "./answers.js";
import { itemsOf, own } from "./encode.js";
import { TollgateError } from "./error.js";
import type { ErrorCode } from "./error.js";
import { fail } from "./failure.js";
import type { Gate } from "./gate.js";
import type { Names } from "./names.js";
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
  given: readonly Resource[],
  actions: readonly string[] | undefined,
): Table {
  const rows = itemsOf(given) ?? fail("wrong_type", "`rows` must be an array", "rows");
  const asked = actions === undefined ? applicable(names, rows) : listed(names, actions);
  const columns = new Map(asked.map((action) => [action, new Uint8Array(rows.length)]));
  const errors: RowError[] = [];
  for (const [action, column] of columns) {
    const test = gate.predicate(action);
    const types = new Set(
      (names.rules[names.actions.get(action) as number] ?? []).map((rule) => rule.type),
    );
    rows.forEach((row, index) => {
      const type = names.types.get(typeOf(row) as string);
      if (actions === undefined && type !== undefined && !types.has(type)) return;
      try {
        column[index] = Number(test(row as Resource));
      } catch (error) {
        const { code, message, at } = error as TollgateError;
        const same = errors.some((each) => each.row === index && each.message === message);
        if (!same) errors.push({ row: index, code, message, ...(at !== undefined && { at }) });
      }
    });
  }
  errors.sort((one, other) => one.row - other.row);
  return new Table(columns, errors);
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
