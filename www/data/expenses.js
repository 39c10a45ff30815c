// Sample expenses of the Expenses screen, with the teams, periods and choices that they name.

export const CATEGORIES = {
  travel: "Travel", meals: "Meals", equipment: "Equipment", other: "Other costs",
};

/** Where one spends, by ISO code; the language of the page has the names. */
export const COUNTRIES = ["US", "CA", "MX", "FR", "IT", "DE"];

export const TEAMS = { "carrier-days": "Carrier Days", "yard-safety": "Yard safety" };

/** The months in the books; an expense falls in that of its date. */
export const periods = [{ id: "2026-10", closed: true }, { id: "2026-11", closed: false }];

const DEPARTMENTS = {
  maya: "Sales", tom: "Sales", priya: "Operations", noah: "Operations", elena: "Accounting",
};

/** Whose expense it is, as the gate is told: the department is read, so it stands beside the id. */
export const ownerOf = (id) => ({ id, department: DEPARTMENTS[id] });

function expense(id, ownerId, date, text, amount, category, more = {}) {
  return {
    type: "Expense", id, owner: ownerOf(ownerId), date, text, amount, category, status: "submitted",
    country: "US", receipt: "", labels: [], periodClosed: date.startsWith("2026-10"), ...more,
  };
}

export const expenses = [
  expense("EX-3012", "maya", "2026-11-24", "Client lunch in Milan", 240, "meals",
    { country: "IT", receipt: "lunch.jpg" }),
  expense("EX-3011", "tom", "2026-11-23", "Flight to Savannah", 412, "travel", { status: "draft" }),
  expense("EX-3010", "noah", "2026-11-20", "Stand at Carrier Days", 3200, "other",
    { receipt: "stand.pdf", team: "carrier-days", budget: 4000 }),
  expense("EX-3009", "noah", "2026-11-19", "Pallet jack repair", 7200, "equipment",
    { receipt: "repair.pdf" }),
  expense("EX-3008", "priya", "2026-11-18", "Dock scanners", 6400, "equipment",
    { receipt: "scanners.pdf", budget: 6000 }),
  expense("EX-3007", "tom", "2026-11-17", "Dinner with Brightleaf in Lyon", 84, "meals",
    { country: "FR", receipt: "dinner.jpg" }),
  expense("EX-3006", "tom", "2026-11-16", "Taxi to the Yakima visit", 46, "travel",
    { status: "draft" }),
  expense("EX-3005", "noah", "2026-11-12", "Training in Chicago", 780, "travel",
    { receipt: "training.pdf", labels: ["disputed"] }),
  expense("EX-3004", "elena", "2026-11-10", "Audit software", 1900, "equipment",
    { receipt: "licence.pdf", status: "approved" }),
  expense("EX-3003", "noah", "2026-10-29", "Headset", 139, "equipment",
    { receipt: "headset.pdf", status: "approved" }),
  expense("EX-3002", "noah", "2026-10-22", "Forklift licence", 290, "other",
    { receipt: "forklift.pdf", status: "rejected" }),
  expense("EX-3001", "tom", "2026-10-08", "Hotel in Phoenix", 512, "travel",
    { receipt: "hotel.pdf", status: "paid" }),
];
