// The questions that are measured: the customers screen of the pack `client-metrics`, asked by
// sixteen people. The same in every engine, so that their verdicts can be compared one by one.

/** Every action of the pack that applies to a customer. */
export const ACTIONS = [
  "viewCustomer",
  "editCustomer",
  "completeCustomer",
  "activateCustomer",
  "activatePartialCustomer",
  "deactivateCustomer",
  "openClientMetrics",
  "scoreClientMetrics",
  "linkIntegration",
];

const PERMISSIONS = ["view", "edit", "clientMetrics"];
const STATUSES = ["PAIN", "ACTV", "INAC"];

/** Two people for each of the eight sets of permissions. */
export const PEOPLE = Array.from({ length: 16 }, (_, i) => ({
  id: `user-${i}`,
  permissions: PERMISSIONS.filter((_, bit) => (i >> bit) & 1),
}));

/** Which of them asks where only one does: View and Edit. */
export const WHO = 3;
export const PERSON = PEOPLE[WHO];

/** An active customer, which this person may edit. */
export const FIRST = { type: "Customer", id: "CU-1", status: "ACTV", informationComplete: true };

/** What a person holds, for engines that read flags. */
export const flags = ({ permissions }) =>
  Object.fromEntries(PERMISSIONS.map((name) => [name, permissions.includes(name)]));

/** Rows that differ to the policy, rows of a page of the screen, and of a long list. */
export const [DISTINCT_ROWS, PAGE_ROWS, LIST_ROWS] = [6, 60, 10_000];

/** Customers as a page gets them, through JSON: each status with and without full information. */
export function customers(count) {
  const row = (i) => ({
    type: "Customer",
    id: `CU-${1000 + i}`,
    tradeName: `Customer ${i}`,
    taxId: `36-${4_000_000 + i}`,
    status: STATUSES[i % 3],
    informationComplete: i % 2 === 0,
    contact: "Rosa Delgado",
    metrics: { payment: i % 10, volume: 7, claims: 8, handover: 6 },
  });
  return JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => row(i))));
}
