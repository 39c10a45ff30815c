// The same ways, with names that the pack does not have.

const access = useGate();
access.can("editCompanies", row);
gate.check('deletCompany', row);
gate?.can?.(`ViewCompany`, row);
rows.filter(gate.predicate("viewCompanys"));
gate.scope("createCompnay");
gate.filter("look");
gate.control("button.deleteCompanies", row);
gate.options("form.company", row);
gate.transition("desactivate", row);
gate.table(rows, ["editCompany", "bookload"]);
gate.can("button.bookLoad", row);
gate.can("hold", row);
const { can } = access;
can("zebra", row);
useControl("editCompany", row);
h("tr", { "data-control": "row.companies" });
element.dataset.action = "bookLoads";
gate.filter({ transition: "holt" });
access.scope({ transition: late ? "activated" : "hold" });
rows.filter(gate.predicate({ transition: "disabel" }));
gate.explain("row.edti", row);
gate.explain({ action: "delete_company" }, row);
gate.explain({ transition: "bookLoad" }, row);
explain(gate, { transition: "on-hold" }, row);
tollgate.explain(access, "statuscompany", row);
