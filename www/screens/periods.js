// Accounting periods: the months of the books, closed once they are settled and reopened.

import { confirm } from "../lib/confirm.js";
import { h } from "../lib/dom.js";
import { deskOf } from "../lib/desk.js";
import { gatedScreen } from "../lib/gated-screen.js";
import { gated } from "../lib/gated.js";
import { t } from "../lib/language.js";
import { listQuery, listing, listOf } from "../lib/listing.js";
import { adviceList, badge, button, day, helpSection, screenHead } from "../lib/parts.js";
import { announce } from "../lib/pulse.js";
import { viewState } from "../lib/store.js";
import { fire } from "../lib/write.js";

const PACK = "office";

const STEPS = {
  close: {
    iconName: "lock", label: "period|Close", controlId: "row.closePeriod",
    title: "Close {month}?", yes: "Close the month", done: "{month} is closed.",
    text: "Its expenses can no longer be edited, submitted, approved or paid.",
  },
  reopen: {
    iconName: "rotate", label: "period|Reopen", controlId: "row.reopenPeriod",
    title: "Reopen {month}?", yes: "Reopen the month", done: "{month} is open again.",
    text: "Its expenses can be edited, submitted, approved and paid again.",
  },
};

export function drawPeriods() {
  return gatedScreen({ pack: PACK, title: "Periods" }, (desk) => {
    const view = viewState("periods", listQuery({ sort: "-month" }));
    const list = listOf("periods", view);
    return [
      screenHead(t("Periods"), t("Accounting months. Expenses of a closed month are on hold.")),
      listing(list, view, {
        name: t("Periods"), columns: columns(desk),
        none: ["calendar", t("No periods"), t("There is no accounting month yet.")],
        wrapRow: (element, row) => gated(element, desk, "row.period", row,
          { label: monthOf(row) }),
      }),
      helpSection(desk),
    ];
  });
}

const monthOf = (row) => day(`${row.month}-01`, { month: "long", year: "numeric" });

function columns(desk) {
  return [
    { label: t("Month"), kind: "title", sort: "month",
      cell: (row) => h("strong", {}, monthOf(row)) },
    { label: t("Status"), sort: "closed", cell: (row) => (row.closed
      ? badge("closed", t("period|Closed")) : badge("Active", t("period|Open"))) },
    { label: t("Actions"), kind: "actions", cell: (row) => actions(desk, row) },
  ];
}

/** The step that the period has, to who may take it. */
function actions(desk, row) {
  const steps = desk.gate.transitions(row).map(({ name }) => stepButton(desk, name, row))
    .filter(Boolean);
  return steps.length > 0 && h("div", { class: "row-actions" }, steps);
}

function stepButton(desk, name, row) {
  const { iconName, label, controlId } = STEPS[name];
  const face = button(iconName, t(label), {
    class: "small", "aria-label": `${t(label)} ${monthOf(row)}`,
  });
  return gated(face, desk, controlId, row, { label: t(label), does: () => ask(desk, name, row) });
}

function ask(desk, name, row) {
  const { title, text, yes, iconName, controlId, label, done } = STEPS[name];
  const month = monthOf(row);
  confirm({
    title: t(title, { month }), keep: t("Not now"), yes: t(yes), iconName, danger: false,
    text: [t(text), adviceList(desk.gate.transition(name, row).advice)].filter(Boolean),
    isAllowed: () => deskOf(PACK)?.gate.control(controlId, row).state === "enabled",
    does: async () => {
      const { problem } = await fire("periods", row, name, { label: t(label) });
      if (!problem) announce(t(done, { month }));
    },
  });
}
