// A company's profile: status, type, fields, rates, loads, and deleting it.

import { retry } from "../lib/answers.js";
import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { openDialog } from "../lib/dialog.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { QUIET, formFoot, save, submits } from "../lib/form.js";
import { gated } from "../lib/gated.js";
import { inside, t } from "../lib/language.js";
import { oneOf } from "../lib/listing.js";
import { menuButton } from "../lib/menu.js";
import { adviceList, button, empty, failure, helpSection, loading } from "../lib/parts.js";
import { icon } from "../lib/icons.js";
import { announce } from "../lib/pulse.js";
import { typing } from "../lib/typed.js";
import { fire, write } from "../lib/write.js";
import { loadsPart, ratePart } from "./company-loads.js";
import { papersPart } from "./company-papers.js";
import { profileFaults, profileFields, profileSent, profileTexts } from "./company-profile.js";
import { whoDeactivates } from "./company-deactivating.js";
import { typeChooser } from "./company-type.js";
import { STATUS_LABELS, TYPE_LABELS, companyBadge, newNote } from "./company-words.js";

const PACK = "alvys";

export function drawCompany(id) {
  const place = { pack: PACK, control: "menu.companies", title: "Companies" };
  return gatedScreen(place, (desk) => {
    const { record: company, problem, address } = oneOf("companies", id);
    if (!company) return absent(problem, address);
    return [
      profileHead(desk, company), newNote(company),
      h("div", { class: "profile" },
        h("div", { class: "profile-main" }, profileForm(desk, company)),
        h("div", { class: "profile-side" }, ratePart(desk, company), loadsPart(desk, company),
          papersPart(company))),
      helpSection(desk),
    ];
  });
}

function absent(problem, address) {
  const title = h("h1", { class: "spoken", tabindex: "-1", id: "screen-title" }, t("Company"));
  if (!problem) return [title, loading()];
  if (problem.kind !== "missing") {
    return [title, failure(t("This company could not be loaded"), problem.text,
      () => retry(address))];
  }
  return [title, empty("building", t("No such company"), t("It may have been deleted."),
    h("a", { href: "#/companies", "data-key": "back" }, t("Back to the list")))];
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
  }, companyBadge(company), icon("down"));
  const shown = gated(face, desk, "status.company", company, { label: t("Status") });
  if (face.dataset.state !== "enabled") return shown;
  const steps = desk.gate.transitions(company).filter((each) => each.allowed);
  return menuButton(face, t("Change status"), steps.map((each) => ({
    label: t(STATUS_LABELS[each.to]),
    detail: desk.words.stepLabel("Company", each.name),
    key: `status|${each.name}`,
    does: () => (OUT[each.name] ? askOut(company, each.name) : step(company, each.name)),
  })));
}

/** The steps after which there is no new business until it is made active again. */
const OUT = {
  deactivate: { title: "Deactivate {name}?", yes: "Deactivate" },
  disable: { title: "Disable {name}?", yes: "Disable" },
};

function askOut(company, name) {
  const { title, yes } = OUT[name];
  confirm({
    title: t(title, { name: company.name }),
    text: t("It takes no new loads until it is made active again. Loads that exist, invoices and " +
      "documents stay."),
    keep: t("Not now"), yes: t(yes), iconName: "power",
    isAllowed: () => deskOf(PACK)?.gate.transitions(company)
      .some((each) => each.name === name && each.allowed),
    does: () => step(company, name),
  });
}

async function step(company, name) {
  const { record } = await fire("companies", company, name, { label: t("Status") });
  if (!record) return;
  announce(t("{name} is now {status}.",
    { name: record.name, status: inside(STATUS_LABELS[record.status]) }));
}

function profileForm(desk, company) {
  const name = `companies/${company.id}`;
  const typed = typing(name, profileTexts(company), company.version);
  const form = h("form", {
    class: "fields card", "aria-label": t("Profile"), "data-form": name, novalidate: true,
    onsubmit: submits(() => saveProfile(name, typed, company)),
  },
  h("h2", {}, t("Profile")), profileFields(name, typed),
  formFoot(name, typed, { send: t("Save changes") }));
  return [
    gated(form, desk, "form.company", company, { label: t("Company profile") }),
    h("section", { class: "card", "aria-labelledby": "type-title" },
      h("h2", { id: "type-title" }, t("Company type")), typeChooser(desk, company)),
  ];
}

async function saveProfile(name, typed, company) {
  const changed = typed.changed();
  if (!changed.length) {
    announce(t("Nothing is changed."));
    return;
  }
  const done = await save(name, typed, {
    check: () => profileFaults(typed, changed),
    send: () => write("companies", company, {
      method: "PATCH", version: typed.version(), quiet: QUIET, label: t("Company profile"),
      body: { fields: profileSent(typed, changed) },
    }),
  });
  if (done) announce(t("Saved {name}.", { name: done.record.name }));
}

/** Deleting, with the pack's advice first, and the step it advises instead. */
function openDelete(company) {
  openDialog((close) => {
    const desk = deskOf(PACK);
    const decision = desk?.gate.check("deleteCompany", company);
    if (!decision?.allowed) return null;
    const instead = desk.gate.transitions(company)
      .find((each) => each.name === "deactivate" && each.allowed);
    return {
      title: t("Delete {name}?", { name: company.name }),
      body: [
        h("p", { class: "dialog-lead" }, t("Before you delete:")),
        adviceList(decision.advice),
        !instead && whoDeactivates(desk, company),
      ],
      actions: [
        button(null, t("Keep it"), { "data-key": "keep", onclick: close }),
        instead && button("power", t("Deactivate instead"), {
          class: "primary", "data-key": "deactivate-instead",
          onclick: () => {
            close();
            step(company, "deactivate");
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

async function remove(company) {
  const { problem } = await write("companies", company, {
    method: "DELETE", label: t("Delete"), leave: () => { location.hash = "#/companies"; },
  });
  if (problem) return;
  announce(t("{name} is deleted.", { name: company.name }));
}
