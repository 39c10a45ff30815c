// Every way in which a script asks a gate, with names that the pack has.

import { loadGate, loadPolicy, type Gate } from "tollgate";
import { useControl, useGate } from "tollgate/react";

declare const bundle: object;
declare const principal: { id: string };
const policy = loadPolicy(bundle);
const gate = policy.gate(principal);
const rows = [{ type: "Company" }];
const row = rows[0];

gate.can("editCompany", row);
gate.check('deleteCompany', row);
gate?.can?.(`viewCompany`, row);
gate["can"]("bookLoad", row);
rows.filter(gate.predicate("viewCompany"));
gate.scope("createCompany");
gate.filter("viewCompany");
gate.control("button.deleteCompany", row);
gate.options("form.company.companyType", row);
gate.transition("deactivate", row);
gate.table(rows, ["editCompany", "bookLoad" as const]);
gate.can(row ? "progressLoad" : "editCustomerRate", row);

const access = useGate();
access.can("viewUser", row);
const { can: may, check = gate.check } = access;
may("setPermissions", row);
check("viewCustomerRate", row);
loadGate({}).can("viewCompanies");
policy.gate(principal).can("importCustomers");
(await fetchGate()).can("changeCompanyType", row);
const kept = useMemo(() => policy.gate(principal), [principal]);
kept.can("editCompany", row);
const held = shallowRef<Gate>(loadGate({}));
held.value.can("editCompany", row);

class Desk {
  #gate = useGate();
  rights: Gate = useGate();

  open(asked: Gate) {
    this.#gate.can("setCompanyStatus", row);
    this.rights!.can("editCompany", row);
    return asked.can("deleteCompany", row);
  }
}

useControl("button.newCompany");
bindings.useControl("button.importCustomers", row);
element.setAttribute("data-control", "row.company");
element.dataset.transition = "activate";
h("button", { "data-control": "button.bookLoad", "data-action": "bookLoad" });

gate.filter({ transition: "hold" });
gate.scope({ transition: row ? "activate" : `disable` });
rows.filter(gate.predicate(row ? { transition: "deactivate" } : "viewCompany"));
gate.explain("status.company", row);
gate.explain({ action: "deleteCompany" }, row);
explain(gate, { transition: "hold" }, row);
tollgate.explain(access, { "action": "bookLoad" }, row);
explain(access, "form.company", row);
