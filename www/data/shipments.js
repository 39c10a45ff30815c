// Sample records of the Shipments screen, its customer accounts, and the lists of the main app.

export const accounts = [
  { type: "Customer", id: "brightleaf", name: "Brightleaf Foods", city: "Minneapolis, MN",
    commissioned: ["tom"] },
  { type: "Customer", id: "harborpine", name: "Harbor & Pine", city: "Chicago, IL",
    commissioned: ["tom"] },
  { type: "Customer", id: "solano", name: "Solano Steel", city: "Vallejo, CA", commissioned: [] },
  { type: "Customer", id: "tallgrass", name: "Tallgrass Seed", city: "Salina, KS",
    commissioned: ["lena"] },
];

function shipment(id, lane, pickup, billedTo, amounts, facts) {
  const [cost, billedAmount, commission] = amounts;
  return {
    type: "Shipment", id, lane, pickup, billedTo, cost, billedAmount, commission,
    bookedBy: "priya", commissioned: [], invoiced: false, ...facts,
  };
}

export const shipments = [
  shipment("S-4410", "Minneapolis → Denver", "2026-11-23", "brightleaf", [2140, 2790, 65],
    { bookedBy: "jonas", commissioned: ["tom"] }),
  shipment("S-4411", "Chicago → Columbus", "2026-11-23", "harborpine", [880, 1240, 36],
    { commissioned: ["tom"] }),
  shipment("S-4412", "Vallejo → Portland", "2026-11-24", "solano", [1625, 2210, 58], {}),
  shipment("S-4413", "St Paul → Fargo", "2026-11-19", "brightleaf", [640, 910, 27],
    { commissioned: ["tom"], invoiced: true }),
  shipment("S-4414", "Salina → Tulsa", "2026-11-24", "tallgrass", [730, 1015, 28],
    { commissioned: ["lena"] }),
  shipment("S-4415", "Chicago → Nashville", "2026-11-18", "harborpine", [1310, 1785, 47],
    { commissioned: ["tom"], invoiced: true }),
  shipment("S-4416", "Minneapolis → Omaha", "2026-11-25", "solano", [1090, 1440, 35],
    { bookedBy: "jonas" }),
  shipment("S-4417", "Vallejo → Reno", "2026-11-17", "solano", [760, 1120, 36],
    { invoiced: true }),
];

export const staff = [
  { type: "Staff", id: "ST-1", name: "Tom Okafor", team: "Sales", since: "2021" },
  { type: "Staff", id: "ST-2", name: "Lena Fischer", team: "Sales", since: "2023" },
  { type: "Staff", id: "ST-3", name: "Priya Raman", team: "Operations", since: "2019" },
  { type: "Staff", id: "ST-4", name: "Noah Berg", team: "Operations", since: "2025" },
  { type: "Staff", id: "ST-5", name: "Elena Costa", team: "Accounting", since: "2018" },
  { type: "Staff", id: "ST-6", name: "Ines Duarte", team: "Accounting", since: "2024" },
];

export const carriers = [
  { type: "Carrier", id: "CA-1", name: "Bluestem Haulage", detail: "MC 448120" },
  { type: "Carrier", id: "CA-2", name: "Ironwood Transport", detail: "MC 391077" },
  { type: "Carrier", id: "CA-3", name: "Two Rivers Lines", detail: "MC 520944" },
];

export const accessorials = [
  { type: "AccessorialCharge", id: "AC-1", name: "Detention, per hour", detail: "$75.00" },
  { type: "AccessorialCharge", id: "AC-2", name: "Liftgate", detail: "$60.00" },
  { type: "AccessorialCharge", id: "AC-3", name: "Lumper", detail: "At cost" },
];
