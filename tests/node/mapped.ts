// Right and wrong uses of mappings of an application's own records.

import { loadGate, loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import metrics from "tollgate/policies/client-metrics";
import expenses from "tollgate/policies/expenses";

class Client {
  readonly #missing: readonly string[] = [];
  readonly state: "PAIN" | "ACTV" | "INAC" = "ACTV";
  get missing(): readonly string[] {
    return this.#missing;
  }
}
const client = new Client();

// A class.
const gate = loadPolicy(metrics, {
  records: {
    Customer: {
      from: Client,
      attributes: {
        status: "state",
        informationComplete: (of: Client) => of.missing.length === 0,
      },
    },
  },
}).gate({ id: "tom", roles: ["Commercial"] });
gate.can("editCustomer", client);
gate.can("completeCustomer", client);
gate.control("row.edit", client).id satisfies "row.edit";
gate.control("row.edit", undefined).pending;
gate.controls(client)["row.edit"].state;
gate.transition("reactivate", client).to satisfies "PAIN" | "ACTV" | undefined;
export const editable: Client[] = [client].filter(gate.predicate("editCustomer"));
gate.filter("editCustomer").matches(client);
gate.table([client], ["editCustomer"]).can(0, "editCustomer");
for (const { name } of gate.transitions(client)) {
  name satisfies "complete" | "deactivate" | "reactivate";
}
// @ts-expect-error a control of pages is not among those of a record
gate.controls(client)["menu.customers"];
// @ts-expect-error a record of another class
gate.can("editCustomer", new Date());
// @ts-expect-error a record of a type that is mapped does not name its attributes as the pack does
gate.can("editCustomer", { type: "Customer", status: "ACTV" });
const read = gate.record("Customer", client);
read.status satisfies "PAIN" | "ACTV" | "INAC";
read.informationComplete satisfies boolean;
gate.can("editCustomer", read);
gate.can("completeCustomer", gate.record("Customer", { missing: ["phone"] }));
// @ts-expect-error the row lacks what the attribute is read of
gate.can("editCustomer", gate.record("Customer", { missing: ["phone"] }));
const any: Gate = gate;

// A tag, and what is not mapped.
const desk = loadPolicy(expenses, {
  records: {
    Expense: {
      from: { __typename: "ExpenseNode" },
      attributes: {
        owner: "author",
        labels: (of: { tags: { name: string }[] }) => of.tags.map((it) => it.name),
      },
    },
  },
}).gate({ id: "u7", roles: ["Manager"], department: "Sales", limit: 800 });
const node = {
  __typename: "ExpenseNode",
  status: "draft",
  author: { id: 7, department: "Sales" },
  periodClosed: false,
} as const;
desk.can("editExpense", node);
desk.can("deleteExpense", { ...node, author: 7 });
// @ts-expect-error the department of the author is read
desk.can("viewExpense", { ...node, author: 7, team: null });
// @ts-expect-error nothing says that it is an expense
desk.can("deleteExpense", { status: "draft", author: 7 });
// @ts-expect-error the member has another name
desk.can("deleteExpense", { __typename: "ExpenseNode", status: "draft", owner: 7 });
desk.table([{ status: "draft", author: 7 }], ["deleteExpense"], { type: "Expense" });
// @ts-expect-error a row lacks what the action reads
desk.table([{ author: 7 }], ["deleteExpense"], { type: "Expense" });

// Rows of one table, without a mapping.
const plain = loadPolicy(metrics).gate({ id: "tom" });
plain.table([{ status: "ACTV" } as const], ["editCustomer"], { type: "Customer" });
// @ts-expect-error a row lacks what the action reads
plain.table([{ state: "ACTV" } as const], ["editCustomer"], { type: "Customer" });
plain.can("editCustomer", plain.record("Customer", { status: "ACTV" } as const));
plain.record("Customer", undefined) satisfies undefined;
// @ts-expect-error no such type
plain.record("Custmer", { status: "ACTV" });

// A snapshot.
loadGate(plain.snapshot(), { records: { Customer: { attributes: { status: "state" } } } }).can(
  "editCustomer",
  { type: "Customer", state: "ACTV" },
);

// What is wrong with a mapping.
// @ts-expect-error no such type
loadPolicy(metrics, { records: { Custmer: { from: Client } } });
// @ts-expect-error no such type beside one that there is
loadPolicy(metrics, { records: { Customer: { from: Client }, Custmer: { from: Client } } });
// @ts-expect-error no such attribute
loadPolicy(metrics, { records: { Customer: { attributes: { state: "state" } } } });
loadPolicy(metrics, {
  // @ts-expect-error no such attribute beside one that there is
  records: { Customer: { attributes: { status: "state", complete: "done" } } },
});
loadPolicy(metrics, {
  // @ts-expect-error the function makes no value of the attribute
  records: { Customer: { attributes: { status: (of: Client) => of.missing.length } } },
});
// @ts-expect-error a class or members, not a name
loadPolicy(metrics, { records: { Customer: { from: "Client" } } });
// @ts-expect-error no such part
loadPolicy(metrics, { records: { Customer: { form: Client } } });
// @ts-expect-error no such snapshot's type
loadGate(plain.snapshot(), { records: { Custmer: {} } });
export { any };

// Without types of a pack any name is one.
declare const unknown: object;
const open = loadPolicy(unknown, { records: { Anything: { from: Client } } }).gate({ id: "u1" });
open.can("whatever", client);
open.table([client], ["whatever"], { type: "Anything" });
open.record("Anything", client).type;
