// Answers for many rows, worked out in one call and read by index.

import { TollgateError } from "./error.js";
import { frozen } from "./held.js";
import type { ErrorCode } from "./error.js";

/** A row that could not be answered for; its answers are all no. */
export interface RowError {
  readonly row: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly at?: string;
}

/** What the engine answers: a column for each action, one byte a row. */
export interface Columns {
  readonly actions: readonly string[];
  readonly columns: readonly Uint8Array[];
  readonly errors: readonly RowError[];
}

/** Decisions for rows, as the rows were when asked. */
export class Table<Action extends string = string> {
  readonly #columns: ReadonlyMap<string, Uint8Array>;
  /** The rows that could not be answered for. */
  readonly errors: readonly RowError[];

  /** @internal */
  constructor({ actions, columns, errors }: Columns) {
    this.#columns = new Map(actions.map((action, i) => [action, columns[i] as Uint8Array]));
    this.errors = frozen(errors);
  }

  /** Whether the action is allowed on the row of that index. */
  can(row: number, action: Action): boolean {
    const answer = this.#column(action)[row];
    if (answer !== undefined) return answer === 1;
    throw new TollgateError({ code: "wrong_resource", message: `the table has no row \`${row}\`` });
  }

  /** 1 for each row on which the action is allowed, else 0. */
  column(action: Action): Uint8Array {
    return this.#column(action).slice();
  }

  #column(action: string): Uint8Array {
    const column = this.#columns.get(action);
    if (column) return column;
    throw new TollgateError({
      code: "unknown_action",
      message: `the table was not asked about \`${action}\``,
      allowed: [...this.#columns.keys()],
    });
  }
}
