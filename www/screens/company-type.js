// The choice of a company's type: every type stays on the form, a denied one says what is missing.

import { h, uniqueId } from "../lib/dom.js";
import { gated, whyMark } from "../lib/gated.js";
import { icon } from "../lib/icons.js";
import { t } from "../lib/language.js";
import { announce } from "../lib/pulse.js";
import { change } from "../lib/store.js";
import { typing } from "../lib/typed.js";
import { write } from "../lib/write.js";
import { TYPE_LABELS } from "./company-words.js";

/** Radios for each option; `refused` is the denied option that was picked last. */
export function typeRadios(options, { name, chosen, refused, subject, does }) {
  const errorId = uniqueId("type-error");
  const denied = options.find((each) => each.value === refused && !each.allowed);
  return [
    h("div", { class: "type-grid" }, options.map(({ value, allowed }) => {
      const wrong = denied?.value === value;
      return h("label", { class: "type-option" },
        h("input", {
          type: "radio", name, value, checked: denied ? wrong : value === chosen,
          "data-key": `${name}|${value}`, "data-allowed": String(allowed),
          "aria-invalid": wrong && "true", "aria-describedby": wrong && errorId,
          onchange: () => does(value, allowed),
        }),
        h("span", {}, t(TYPE_LABELS[value])), !allowed && icon("lock"));
    })),
    h("p", { class: "form-error", id: errorId, role: "alert", "data-shown": denied ? "" : null },
      denied && [icon("alert"), h("span", {}, denied.message),
        whyMark(subject(denied.value), denied.message)]),
  ];
}

/**
 * The type of an existing record; its present type stays selected and is not asked about. A choice
 * counts once it is saved: arrow keys go through all of them.
 */
export function typeChooser(desk, company) {
  const controlId = "form.company.companyType";
  const typed = typing(`companies/${company.id}/type`, { type: company.companyType },
    company.version);
  const picked = typed.text("type");
  const options = desk.gate.options(controlId, company).map((each) => (
    each.value === company.companyType ? { value: each.value, allowed: true } : each));
  const fieldset = h("fieldset", { "aria-label": t("Company type") }, typeRadios(options, {
    name: "companyType", chosen: picked, refused: picked,
    subject: (value) => ({
      desk: desk.pack, controlId, record: company, key: `${controlId}|${company.id}|${value}`,
      label: t("Change to {type}", { type: t(TYPE_LABELS[value]) }),
      decide: ({ gate }) => [{
        decision: gate.check("changeCompanyType", company, { to: value }),
      }],
    }),
    does: (value) => change(() => typed.type("type", value)),
  }), picked !== company.companyType && typeButtons(company, options, typed));
  return gated(fieldset, desk, controlId, company, {
    label: t("Company type"), decide: ({ gate }) => nearestAndFarthest(gate, company),
  });
}

function typeButtons(company, options, typed) {
  const to = typed.text("type");
  const back = () => change(() => typed.forget());
  return h("div", { class: "form-actions", "data-write": "" },
    h("button", { type: "button", "data-key": "type-cancel", onclick: back }, t("Cancel")),
    options.find(({ value }) => value === to)?.allowed && h("button", {
      type: "button", class: "primary", "data-key": "type-save",
      onclick: async () => {
        const { record, problem } = await write("companies", company, {
          method: "PUT", path: "/type", version: typed.version(), body: { to },
          label: t("Company type"),
        });
        if (problem?.kind === "changed") typed.rebase();
        if (!record) return;
        back();
        announce(t("The type of {name} is now {type}.",
          { name: record.name, type: t(TYPE_LABELS[to]) }));
      },
    }, t("Change to {type}", { type: t(TYPE_LABELS[to]) })));
}

/** Why no type may be chosen: one other type of each family. */
function nearestAndFarthest(gate, company) {
  const others = ["Customer", "BrokerOr3PL", "Shipper", "Warehouse"]
    .filter((each) => each !== company.companyType);
  return [others[0], others.at(-1)].map((to) => ({
    label: t("To {type}", { type: t(TYPE_LABELS[to]) }),
    decision: gate.check("changeCompanyType", company, { to }),
  }));
}
