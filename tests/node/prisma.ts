// Right and wrong maps of a Prisma client's fields: each call compiles, or is marked as one that
// must not.

import { loadPolicy } from "tollgate";
import type { Filter } from "tollgate";
import expenses from "tollgate/policies/expenses";
import { toPrisma } from "tollgate/prisma";

/** As a client that Prisma generates has its fields. */
interface Ref<Model, Type> {
  readonly modelName: Model;
  readonly name: string;
  readonly typeName: Type;
  readonly isList: boolean;
}
interface ExpenseWhereInput {
  AND?: ExpenseWhereInput | ExpenseWhereInput[];
  amount?: number | { lte?: number };
}
declare const expense: {
  ownerId: Ref<"Expense", "Int">;
  amount: Ref<"Expense", "Int">;
  labels: Ref<"Expense", "String[]">;
  payee: Ref<"Expense", "Json">;
};
declare const user: { id: Ref<"User", "Int">; department: Ref<"User", "String"> };

const gate = loadPolicy(expenses).gate({ id: "7", roles: ["Manager"] });
const filter: Filter<never> = gate.filter("viewExpense");
const columns = { amount: { at: expense.amount, required: true }, owner: expense.ownerId };
const options = { provider: "postgresql" } as const;
export const where: ExpenseWhereInput = toPrisma(filter, { columns }, options);
toPrisma<ExpenseWhereInput>(filter, { records: "Expense", columns }, options);
toPrisma(
  filter,
  {
    columns: {
      owner: { at: expense.ownerId, stored: "id" },
      "owner.department": { relation: "owner", at: user.department },
      labels: { array: expense.labels },
      country: { json: expense.payee, path: ["country"] },
      team: { one: { at: expense.ownerId, stored: "id" } },
    },
  },
  options,
);
// @ts-expect-error the model's fields are of one model
toPrisma<ExpenseWhereInput, "Expense">(filter, { columns: { id: user.id } }, options);
// @ts-expect-error an array is a list
toPrisma(filter, { columns: { labels: { array: user.department } } }, options);
// @ts-expect-error a date in a whole number says of what
toPrisma(filter, { columns: { due: { at: expense.amount, stored: "date" } } }, options);
// @ts-expect-error a column's name is no field of the client
toPrisma(filter, { columns: { owner: "ownerId" } }, options);
// @ts-expect-error Prisma's other databases compare texts otherwise
toPrisma(filter, { columns }, { provider: "mysql" });
