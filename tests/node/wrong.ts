// Uses that went wrong in silence once, or on a white screen: each does not compile. Beside them
// stands the right one, where it is close.

import { loadGate, loadPolicy } from "tollgate";
import type { Gate } from "tollgate";
import { explain, explainer } from "tollgate/explain";
import type { Explanation } from "tollgate/explain";
import levels from "tollgate/policies/access-levels";
import alvys from "tollgate/policies/alvys";
import * as namespace from "tollgate/policies/client-metrics";
import metrics, { type Pack } from "tollgate/policies/client-metrics";
import { createGateStore } from "tollgate/store";
import depot from "./depot.json" with { type: "json" };
import type { Pack as Depot } from "./depot.js";

const policy = loadPolicy(metrics);
const gate = policy.gate({ id: "tom", roles: ["Commercial"] });
const complete = { type: "Customer", status: "INAC", informationComplete: true } as const;
const loading = undefined as typeof complete | undefined;
const office = loadPolicy(alvys).gate({ id: "u1", permissions: ["editCompany"] });
const company = { type: "Company", companyType: "Shipper", status: "Active" } as const;
const yard = loadPolicy<Depot>(depot).gate({ id: "u1", firm: "f1" });
const pallet = { type: "Pallet", owner: "f1" } as const;

// A record that is still loading: a control waits for it, and nothing else does.
gate.control("row.edit", loading);
gate.controls(loading);
office.options("form.company.companyType", undefined);
// @ts-expect-error an action is asked about a record that is there
gate.can("editCustomer", loading);
// @ts-expect-error
gate.can("editCustomer", undefined);
// @ts-expect-error
gate.check("editCustomer", null);
// @ts-expect-error a step is taken on a record that is there
gate.transition("reactivate", loading);
// @ts-expect-error
gate.transitions(loading);
// @ts-expect-error
gate.project(loading);
// @ts-expect-error a row is a record
gate.table([loading], ["editCustomer"]);

// Records of another type, and with other members.
// @ts-expect-error a company is no customer
gate.control("row.edit", company);
// @ts-expect-error
gate.controls(company);
// @ts-expect-error
gate.transition("reactivate", company);
// @ts-expect-error
gate.predicate("editCustomer")(company);
// @ts-expect-error
gate.predicate({ transition: "reactivate" })(company);
// @ts-expect-error
gate.filter("editCustomer").matches(company);
// @ts-expect-error
office.options("form.company.companyType", complete);
// @ts-expect-error the status is read
gate.control("row.edit", { type: "Customer" });
// @ts-expect-error the record says no type
gate.control("row.edit", { status: "INAC" });

// Members of a principal that are nearly those it has.
// @ts-expect-error `roles`
policy.gate({ id: "tom", role: "Commercial" });
// @ts-expect-error
policy.gate({ id: "tom", role: ["Commercial"] });
// @ts-expect-error
policy.gate({ id: "tom", Role: "Commercial" });
// @ts-expect-error as .NET writes it
policy.gate({ id: "tom", Roles: ["Commercial"] });
// @ts-expect-error
policy.gate({ id: "tom", role: "Commercial" }, { unknownRoles: "ignore" });
// @ts-expect-error `permissions`
policy.gate({ id: "tom", permission: "view" });
// @ts-expect-error `groups`
loadPolicy(levels).gate({ id: "tom", group: "Level::Sales" });
// @ts-expect-error `links`
policy.gate({ id: "tom", link: {} });
// @ts-expect-error a list, though of one
policy.gate({ id: "tom", roles: "Commercial" });
interface Row {
  readonly id: number;
  readonly role: string;
}
declare const row: Row;
// @ts-expect-error so in a row of a table of users
policy.gate(row);
policy.gate({ ...row, role: undefined, roles: [] });

// Roles that the pack lacks are let through on purpose.
policy.gate({ id: "tom", roles: ["Driver"] }, { unknownRoles: "ignore" });
// @ts-expect-error an error else
policy.gate({ id: "tom", roles: ["Driver"] });
// @ts-expect-error
policy.gate({ id: "tom", roles: ["Driver"] }, {});
// @ts-expect-error no such way
policy.gate({ id: "tom", roles: ["Driver"] }, { unknownRoles: "ignored" });
// @ts-expect-error what is let through is roles alone
policy.gate({ id: "tom", permissions: ["views"] }, { unknownRoles: "ignore" });
// @ts-expect-error what the policies compare is needed all the same
loadPolicy<Depot>(depot).gate({ id: "u1", roles: ["Driver"] }, { unknownRoles: "ignore" });

// What is loaded.
loadGate(gate.snapshot());
loadPolicy(JSON.stringify(metrics));
// @ts-expect-error the module of a bundle
loadPolicy(namespace);
// @ts-expect-error
loadPolicy({ default: metrics });
// @ts-expect-error a snapshot is of a gate
loadPolicy(gate.snapshot());
// @ts-expect-error a bundle is of a policy
loadGate(metrics);
// @ts-expect-error what was not there
loadPolicy(undefined);

// A guard is not the step, nor a step an action.
gate.filter({ transition: "reactivate" });
gate.scope({ transition: "reactivate" });
// @ts-expect-error no such step
gate.filter({ transition: "reopen" });
// @ts-expect-error
gate.predicate({ transition: "reopen" });
// @ts-expect-error
gate.scope({ transition: "reopen" });
// @ts-expect-error a step is no action
gate.can("reactivate", complete);
// @ts-expect-error
gate.filter("reactivate");
// @ts-expect-error
gate.scope("reactivate");
// @ts-expect-error an action is no step
gate.transition("reactivateCustomer", complete);
// @ts-expect-error an action is asked by its name
gate.filter({ action: "editCustomer" });

// Contexts.
yard.can("regrade", pallet, { to: "A", urgent: true });
yard.control("button.stamp", pallet, { urgent: true });
yard.control("plan", undefined, { mood: "up" });
// @ts-expect-error a value that the schema does not have
yard.can("regrade", pallet, { to: "B", urgent: true });
// @ts-expect-error what is needed is missing
yard.can("regrade", pallet, { to: "A" });
// @ts-expect-error a control's is missing
yard.control("button.stamp", pallet);
// @ts-expect-error of another type
yard.control("button.stamp", pallet, { urgent: "yes" });
// @ts-expect-error no such mood
yard.control("plan", undefined, { mood: "odd" });
// @ts-expect-error where all records are meant
yard.scope("regrade", { to: "A" });
// @ts-expect-error
yard.predicate("regrade");

// Explanations, by the entry and by the gate.
explain(gate, "row.edit", complete).policies;
explain(gate, { action: "editCustomer" }, complete) satisfies Explanation;
loadPolicy(metrics, { explain }).gate({ id: "tom" }).explain("row.edit", loading);
loadPolicy(metrics, { explain: explainer({}) });
// @ts-expect-error a misspelt control
explain(gate, "row.edti", complete);
// @ts-expect-error
gate.explain("row.edti", complete);
// @ts-expect-error a misspelt action
explain(gate, { action: "editCustomr" }, complete);
// @ts-expect-error
gate.explain({ action: "editCustomr" }, complete);
// @ts-expect-error no such step
explain(gate, { transition: "reopen" }, complete);
// @ts-expect-error
gate.explain({ transition: "reopen" }, complete);
// @ts-expect-error an action, and no control
gate.explain("editCustomer", complete);
// @ts-expect-error a control is asked by its id
explain(gate, { control: "row.edit" }, complete);
// @ts-expect-error an action or a step
gate.explain({ action: "editCustomer", transition: "reactivate" }, complete);
// @ts-expect-error no record where one is needed
explain(gate, { action: "editCustomer" });
// @ts-expect-error
gate.explain({ action: "editCustomer" }, loading);
// @ts-expect-error a record of another type
explain(gate, { action: "editCustomer" }, company);
// @ts-expect-error
gate.explain("row.edit", company);
// @ts-expect-error the context is not one of the values
explain(office, { action: "changeCompanyType" }, company, { to: "Warehose" });
// @ts-expect-error the context is missing
office.explain({ action: "changeCompanyType" }, company);
// @ts-expect-error a debug file
explainer(7);
// @ts-expect-error what explains has the debug file already
loadPolicy(metrics, { explain: explainer });
// @ts-expect-error no such option
loadPolicy(metrics, { explane: explain });
// @ts-expect-error no such part
explain(gate, "row.edit", complete).polices;

// A place for a gate.
const store = createGateStore(gate);
store.set(null);
store.get()?.can("editCustomer", complete);
// @ts-expect-error a gate of another pack
store.set(office);
// @ts-expect-error a gate or none, and not what was not there
createGateStore<Gate<Pack>>().set(undefined);
// @ts-expect-error nobody may be signed in
store.get().can("editCustomer", complete);
// @ts-expect-error somebody listens
store.subscribe();
