// A company's profile: status, type, fields, rates, loads, and deleting it.

import { h } from "../lib/dom.js";
import { deskOf, fire } from "../lib/desk.js";
import { openDialog } from "../lib/dialog.js";
import { door } from "../lib/door.js";
import { gated } from "../lib/gated.js";
import { inside, t } from "../lib/language.js";
import { menuButton } from "../lib/menu.js";
import { badge, button, empty, field, helpSection } from "../lib/parts.js";
import { icon } from "../lib/icons.js";
import { announce } from "../lib/pulse.js";
import { change, state, viewState } from "../lib/store.js";
import { LOAD_STEPS, PROFILE_FIELDS, STATUS_LABELS, TYPE_LABELS } from "../data/companies.js";
import { typeChooser } from "./company-type.js";

const PACK = "alvys";

export function drawCompany(id) {
  const place = { pack: PACK, control: "menu.companies", title: "Companies" };
  return door(place, (desk) => {
    const company = state.records.companies.find((each) => each.id === id);
    if (!company || !desk.gate.can("viewCompany", company)) {
      return [h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("Company")),
        empty("building", t("No such company"), t("It may have been deleted."),
          h("a", { href: "#/companies", "data-key": "back" }, t("Back to the list")))];
    }
    return [
      profileHead(desk, company),
      h("div", { class: "profile" },
        h("div", { class: "profile-main" }, profileForm(desk, company)),
        h("div", { class: "profile-side" }, ratePart(desk, company), loadsPart(desk, company))),
      helpSection(desk),
    ];
  });
}

function profileHead(desk, company) {
  return h("header", { class: "screen-head" },
    h("div", {},
      h("a", { class: "back", href: "#/companies", "data-key": "back" }, icon("left"),
        t("Companies")),
      h("h1", { tabindex: "-1", id: "screen-title" }, company.name),
      h("p", { class: "quiet" }, `${t(TYPE_LABELS[company.companyType])} · ${company.id}`)),
    h("div", { class: "tools" },
      gated(button("trash", t("Delete"), { class: "danger" }), desk, "button.deleteCompany",
        company, { does: () => openDelete(company) }),
      statusMenu(desk, company)));
}

/** The status stands for all to see; it opens for who may change it. */
function statusMenu(desk, company) {
  const face = h("button", {
    type: "button", class: "status-button",
    "aria-label": t("Status: {status}", { status: t(STATUS_LABELS[company.status]) }),
  }, badge(company.status, t(STATUS_LABELS[company.status])), icon("down"));
  const shown = gated(face, desk, "status.company", company, { label: t("Status") });
  if (face.dataset.state !== "enabled") return shown;
  const steps = desk.gate.transitions(company).filter((each) => each.allowed);
  return menuButton(face, t("Change status"), steps.map((each) => ({
    label: t(STATUS_LABELS[each.to]),
    detail: desk.words.stepLabel("Company", each.name),
    key: `status|${each.name}`,
    does: () => {
      fire(desk, each.name, company);
      announce(t("{name} is now {status}.",
        { name: company.name, status: inside(STATUS_LABELS[company.status]) }));
    },
  })));
}

function profileForm(desk, company) {
  const view = viewState("company", {});
  if (view.draft?.id !== company.id) view.draft = { ...company };
  const { draft } = view;
  const form = h("form", {
    class: "fields card", "aria-label": t("Profile"),
    onsubmit: (event) => {
      event.preventDefault();
      saveProfile(company, draft);
    },
  },
  h("h2", {}, t("Profile")),
  h("div", { class: "field-grid" }, PROFILE_FIELDS.map((each) => profileField(draft, each))),
  h("div", { class: "form-actions", "data-write": "" },
    h("button", { type: "submit", class: "primary", "data-key": "save" }, t("Save changes"))));
  return [
    gated(form, desk, "form.company", company, { label: t("Company profile") }),
    h("section", { class: "card", "aria-labelledby": "type-title" },
      h("h2", { id: "type-title" }, t("Company type")), typeChooser(desk, company)),
  ];
}

/** One field of a profile, writing to a draft. */
export function profileField(draft, { name, label, type = "text", multiline, required }) {
  const attributes = {
    name, value: draft[name] ?? "", required, "data-key": `field|${name}`,
    oninput: (event) => {
      draft[name] = type === "number" ? Number(event.target.value) : event.target.value;
    },
  };
  const input = multiline ? h("textarea", { rows: 2, ...attributes })
    : h("input", { type, ...attributes });
  const part = field(t(label), input);
  if (multiline) part.classList.add("whole");
  return part;
}

function saveProfile(company, draft) {
  if (!deskOf(PACK).gate.can("editCompany", company)) return;
  change(() => {
    for (const { name } of PROFILE_FIELDS) company[name] = draft[name];
  });
  announce(t("Saved {name}.", { name: company.name }));
}

function ratePart(desk, company) {
  const input = h("input", {
    type: "number", step: "0.05", min: 0, inputmode: "decimal", value: company.rate ?? "",
    id: "customer-rate",
    onchange: (event) => {
      change(() => { company.rate = Number(event.target.value); });
      announce(t("Rate of {name} is {rate} a mile.",
        { name: company.name, rate: company.rate }));
    },
  });
  const shown = gated(input, desk, "form.customerRate", company, { label: t("Customer rate") });
  if (!shown) return null;
  return h("section", { class: "card", "aria-labelledby": "rates-title" },
    h("h2", { id: "rates-title" }, t("Customer rates")),
    field(t("Linehaul, USD per mile"), input, { wrap: shown }));
}

function loadsPart(desk, company) {
  const book = gated(button("plus", t("Book a load")), desk, "button.bookLoad", company,
    { does: () => bookLoad(company) });
  const works = company.loads.map((load) => loadLine(desk, company, load)).filter(Boolean);
  if (!book && !works.length) return null;
  return h("section", { class: "card", "aria-labelledby": "loads-title" },
    h("h2", { id: "loads-title" }, t("Loads")),
    works.length ? h("ul", { class: "loads" }, works)
      : h("p", { class: "quiet" }, t("No loads on the road.")),
    book);
}

function loadLine(desk, company, load) {
  const next = LOAD_STEPS[load.progress + 1];
  return h("li", { "data-region": load.id },
    h("div", {}, h("strong", {}, load.lane),
      h("span", { class: "quiet" }, `${load.id} · ${t(LOAD_STEPS[load.progress].at)}`)),
    next && workButton(desk, company, load, next));
}

function workButton(desk, company, load, next) {
  const does = () => {
    change(() => { load.progress += 1; });
    announce(`${load.id}: ${inside(next.at)}.`);
  };
  const name = `${t(next.act)} ${load.id}`;
  return gated(button(null, t(next.act), { class: "small", "aria-label": name }), desk,
    "button.progressLoad", company, { key: load.id, label: t("Work on loads"), does });
}

function bookLoad(company) {
  const id = `L-${7800 + state.records.companies.flatMap((each) => each.loads).length}`;
  const lane = `${company.billingAddress.split(",")[0]} → ${t("to plan")}`;
  change(() => {
    company.loads.push({ id, lane, progress: 0 });
    company.hasCurrentLoads = true;
    company.hasLoadHistory = true;
  });
  announce(t("{load} is booked for {name}.", { load: id, name: company.name }));
}

/** Deleting, with the pack's advice first, and the step it advises instead. */
function openDelete(company) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    const decision = desk?.gate.check("deleteCompany", company);
    if (!decision?.allowed || !state.records.companies.includes(company)) return null;
    const instead = desk.gate.transitions(company)
      .find((each) => each.name === "deactivate" && each.allowed);
    return {
      title: t("Delete {name}?", { name: company.name }),
      body: [
        h("p", { class: "dialog-lead" }, t("Before you delete:")),
        h("ul", { class: "advice" }, decision.advice.map((each) => h("li", {
          "data-advice": each.id,
        }, icon("alert"), h("span", {}, each.text)))),
      ],
      actions: [
        button(null, t("Keep it"), { "data-key": "keep", onclick: close }),
        instead && button("power", t("Deactivate instead"), {
          class: "primary", "data-key": "deactivate-instead",
          onclick: () => {
            close();
            fire(desk, "deactivate", company);
            announce(t("{name} is now {status}.",
              { name: company.name, status: inside("Inactive") }));
          },
        }),
        button("trash", t("Delete for good"), {
          class: "danger", "data-key": "delete",
          onclick: () => {
            close();
            remove(company);
          },
        }),
      ],
    };
  });
}

function remove(company) {
  change(() => {
    state.records.companies = state.records.companies.filter((each) => each !== company);
  });
  location.hash = "#/companies";
  announce(t("{name} is deleted.", { name: company.name }));
}
