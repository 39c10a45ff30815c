// Right and wrong uses of the three packs and of a bundle without types, as people write them.

import { loadPolicy } from "tollgate";
import type {
  ActionName,
  AnyPack,
  Bundle,
  ControlId,
  Gate,
  LoadGate,
  Policy,
  RecordOf,
  ResourceFor,
  Snapshot,
} from "tollgate";
import levels, { type Pack as Levels } from "tollgate/policies/access-levels";
import alvys, { type Pack as Alvys } from "tollgate/policies/alvys";
import metrics, { type Pack as Metrics } from "tollgate/policies/client-metrics";
import phrases from "tollgate/languages/es";
import es from "tollgate/policies/client-metrics/es";
import depot from "./depot.json" with { type: "json" };
import type { Pack as Depot } from "./depot.js";

declare const loadGate: LoadGate;

// Customers and metrics.
const policy = loadPolicy(metrics);
const gate = policy.gate({ id: "tom", roles: ["Commercial"], email: "tom@example.com" });
interface Customer {
  type: "Customer";
  id: string;
  status: "PAIN" | "ACTV" | "INAC";
  informationComplete: boolean | null;
}
declare const customers: Customer[];
declare const customer: Customer;
export const editable: Customer[] = customers.filter(gate.predicate("editCustomer"));
gate.can("viewCustomers");
gate.can("editCustomer", customer);
gate.can("editCustomer", { type: "Customer", status: "ACTV", name: "Acme" });
gate.check("scoreClientMetrics", customer).action satisfies "scoreClientMetrics";
gate.control("slider.reliability").kind satisfies "slider";
gate.transition("reactivate", { ...customer, informationComplete: true }).to satisfies
  | "ACTV"
  | "PAIN"
  | undefined;
gate.table(customers, ["viewCustomer", "editCustomer"]).can(0, "editCustomer");
policy.lifecycle("Customer").initial satisfies "PAIN" | "ACTV" | "INAC";
policy.lifecycle("Workspace") satisfies null;
const complete = { type: "Customer", status: "INAC", informationComplete: true } as const;
gate.controls(complete)["row.edit"].state;
gate.controls()["menu.customers"].state;
gate.controls(complete, { now: new Date() })["row.edit"].state;
policy.gate({ id: "u1", roles: ["Driver"] }, { unknownRoles: "ignore" }).unknownRoles satisfies
  readonly string[];
export const closable: Customer[] = customers.filter(gate.predicate({ transition: "deactivate" }));
const loading = undefined as typeof complete | undefined;
gate.controls(undefined)["row.edit"].pending satisfies true | undefined;
gate.control("row.edit", loading).pending satisfies true | undefined;
for (const step of gate.transitions(complete)) {
  step.name satisfies "complete" | "deactivate" | "reactivate";
  if (step.name === "complete") step.to satisfies "ACTV" | undefined;
}
const least = gate.project({ ...complete, name: "Acme" });
least.status satisfies "INAC";
// @ts-expect-error what the pack does not read is not kept
least.name;

// @ts-expect-error a misspelt action
gate.can("editCustomr", customer);
// @ts-expect-error a value that the schema does not have
gate.can("editCustomer", { type: "Customer", status: "actv" });
// @ts-expect-error an attribute that the action mentions
gate.can("editCustomer", { type: "Customer" });
// @ts-expect-error any string is not a status
gate.can("editCustomer", { type: "Customer", status: String(customer.status) });
// @ts-expect-error a record of another type
gate.can("editCustomer", { type: "Workspace", status: "ACTV" });
// @ts-expect-error no record where one is needed
gate.can("editCustomer");
// @ts-expect-error no such control
gate.control("slider.reliabilty");
// @ts-expect-error a control of records is not among those of pages
gate.controls()["row.edit"];
// @ts-expect-error a control of pages is not among those of a record
gate.controls(complete)["menu.customers"];
// @ts-expect-error one of them reads an attribute that is missing
gate.controls({ type: "Customer", status: "ACTV" });
// @ts-expect-error no such step
gate.transition("reopen", complete);
// @ts-expect-error no such role
policy.gate({ id: "tom", roles: ["Comercial"] });
// @ts-expect-error no such permission
policy.gate({ id: "tom", permissions: ["views"] });
// @ts-expect-error no such group
policy.gate({ id: "tom", groups: ["Permission::views"] });
// @ts-expect-error the table was not asked
gate.table(customers, ["viewCustomer"]).can(0, "editCustomer");
// @ts-expect-error no such type
policy.lifecycle("Costumer");

// Companies: a context, and choices.
const office = loadPolicy(alvys).gate({ id: "u1", permissions: ["editCompany"] });
const company: RecordOf<Alvys, "Company"> = {
  type: "Company",
  companyType: "Shipper",
  status: "Active",
};
office.can("changeCompanyType", company, { to: "Warehouse" });
office.scope("changeCompanyType", { to: "Warehouse" });
office.options("form.company.companyType", company)[0]?.value satisfies
  | RecordOf<Alvys, "Company">["companyType"]
  | undefined;
// @ts-expect-error the context is missing
office.can("changeCompanyType", company);
// @ts-expect-error the context is not one of the values
office.can("changeCompanyType", company, { to: "Warehose" });
// @ts-expect-error the context is missing where all records are meant
office.filter("changeCompanyType");
// @ts-expect-error a control that is no choice has no options
office.options("form.company", company);

// Shipments: ids, sets, a flag for a state, an attribute of the principal.
const desk = loadPolicy(levels).gate({ id: "u1", groups: ["Level::Customer"], customer: "acme" });
const shipment = { type: "Shipment", bookedBy: "u1", billedTo: "acme", commissioned: [] } as const;
desk.can("viewShipment", shipment);
desk.transition("invoice", { ...shipment, invoiced: false }).to satisfies boolean | undefined;
desk.can("viewStaff", { type: "Staff" });
desk.can("viewShipment", { ...shipment, bookedBy: 7, billedTo: { id: "acme" } });
// @ts-expect-error an id is a string or a number
desk.can("viewShipment", { ...shipment, bookedBy: true });
// @ts-expect-error a set is a list
desk.can("viewShipment", { ...shipment, commissioned: "u1" });
// @ts-expect-error an attribute of the principal is an id
loadPolicy(levels).gate({ id: "u1", customer: true });

// A pack of one's own: JSON beside its types.
const yard = loadPolicy<Depot>(depot).gate({ id: "u1", firm: "f1" });
yard.can("see", { type: "Crate", grade: "b-2" });
yard.transition("close up", { type: "Crate", open: true }).to satisfies false | undefined;
// @ts-expect-error the principal has an attribute that is needed
loadPolicy<Depot>(depot).gate({ id: "u1" });
// @ts-expect-error the action does not apply to that type
yard.can("seal", { type: "Crate", grade: "A" });

// Types travel: through snapshots, to generic code, and from a bundle that was fetched.
const snapshot: Snapshot<Metrics> = gate.snapshot({ explain: false });
const there: Gate<Metrics> = loadGate(snapshot);
there.can("editCustomer", customer);
loadGate<Metrics>(JSON.parse("{}")).can("editCustomer", customer);
const fetched: Policy<Levels> = loadPolicy<Levels>("{}");
fetched.pack satisfies "access-levels";
declare function held<P extends AnyPack>(gate: Gate<P>, id: ControlId<P>): Gate<P>;
held(gate, "row.edit").can("viewCustomers");
// @ts-expect-error no such control
held(gate, "row.edits");
const any: Gate = gate;
const anyPolicy: Policy = policy;
const anyBundle: Bundle = metrics;
export { any, anyPolicy, anyBundle };
// @ts-expect-error a gate of another pack
const other: Gate<Alvys> = gate;
export { other };

// Several actions at once: the record does for all of them.
declare const either: "viewCustomer" | "editCustomer";
gate.can(either, customer);
// @ts-expect-error one of the actions mentions the status
gate.can(either, { type: "Customer" });
// Of a name that may be any the record cannot be known; the engine says what is wrong with it.
for (const action of policy.actions) gate.can(action, customer);
export const record: ResourceFor<Metrics, "editCustomer"> = { type: "Customer", status: "ACTV" };
export const action: ActionName<Metrics> = "editCustomer";

// A bundle without types: every string works.
declare const name: string;
declare const unknown: object;
const open = loadPolicy(unknown);
const free = open.gate({ id: "u1", roles: [name], permissions: null, desk: 4 });
free.can(name);
free.can(name, { type: name, anything: 1 });
free.can(name, customer, { to: name });
customers.filter(free.predicate(name));
free.controls(customer)["row.edit"]?.state;
free.controls()[name]?.message;
free.control(name, customer).kind;
free.options(name)[0]?.value satisfies string | boolean | undefined;
free.transition(name, customer).to satisfies string | boolean | undefined;
free.transitions(customer)[0]?.name;
free.table(customers, [name]).can(0, name);
free.filter(name).any;
free.project(customer);
open.lifecycle(name)?.states;
open.grantAdvice(name, [name]);
// @ts-expect-error a record says its type
free.can(name, { status: name });
// @ts-expect-error a principal has an id
open.gate({ roles: [name] });

// In another language.
const spanish: Policy<Metrics> = loadPolicy(metrics, { format: (key, text) => es[key] ?? text });
loadPolicy(metrics, { format: (key, text) => ({ ...phrases, ...es })[key] ?? text });
// @ts-expect-error a text may be missing
loadPolicy(metrics, { format: (key) => es[key] });
// @ts-expect-error the Spanish names are those of the pack as well
spanish.gate({ id: "ana" }).can("editarCliente");
