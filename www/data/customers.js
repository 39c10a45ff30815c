// Sample customers of the Customers screen, and the catalog of metrics they are scored by.

export const metricsCatalog = [
  { id: "payment", name: "Pays on time", multiplier: 3 },
  { id: "volume", name: "Steady volume", multiplier: 2 },
  { id: "claims", name: "Few claims", multiplier: 2 },
  { id: "handover", name: "Ready at the dock", multiplier: 1 },
];

/** What a full record needs beside the three fields a customer starts with. */
export const FULL_FIELDS = ["contact", "email", "phone", "address", "creditTerms"];

function customer(id, tradeName, legalName, taxId, status, metrics, details = {}) {
  const [payment, volume, claims, handover] = metrics;
  const full = FULL_FIELDS.every((name) => details[name]);
  return {
    type: "Customer", id, tradeName, legalName, taxId, status, informationComplete: full,
    freshbooks: "", ...details, metrics: { payment, volume, claims, handover },
  };
}

const reach = (contact, email, phone, address, creditTerms) => (
  { contact, email, phone, address, creditTerms });

export const customers = [
  customer("CU-1001", "Harbor & Pine", "Harbor and Pine Furniture LLC", "36-4471902", "ACTV",
    [9, 7, 8, 6], { ...reach("Rosa Delgado", "rosa@harborpine.example", "+1 312 555 0148",
      "1180 W Fulton St, Chicago, IL", "Net 30"), freshbooks: "FB-20881" }),
  customer("CU-1002", "Brightleaf Foods", "Brightleaf Foods Inc.", "41-2098833", "ACTV",
    [8, 9, 6, 8], { ...reach("Jonas Weber", "ap@brightleaf.example", "+1 612 555 0110",
      "700 Washington Ave N, Minneapolis, MN", "Net 30"), freshbooks: "FB-20902" }),
  customer("CU-1003", "Kestrel Outdoor", "Kestrel Outdoor Supply Co.", "84-1170526", "PAIN",
    [5, 4, 7, 5], { contact: "Wade Kim", email: "wade@kestrel.example" }),
  customer("CU-1004", "Solano Steel", "Solano Steel Works LP", "94-3320071", "ACTV",
    [6, 8, 4, 7], reach("Marta Ruiz", "freight@solano.example", "+1 707 555 0177",
      "41 Mare Island Way, Vallejo, CA", "Net 45")),
  customer("CU-1005", "Pemberton Paper", "Pemberton Paper Mills Ltd.", "23-7745120", "INAC",
    [3, 2, 5, 4], { ...reach("Ian Holt", "logistics@pemberton.example", "+1 610 555 0192",
      "9 Mill Rd, Phoenixville, PA", "Prepaid"), freshbooks: "FB-19984" }),
  customer("CU-1006", "Ouro Coffee", "Ouro Coffee Importers LLC", "65-0918274", "PAIN",
    [7, 6, 8, 6], reach("Bia Antunes", "ops@ouro.example", "+1 305 555 0164",
      "2200 NW 7th Ave, Miami, FL", "Net 15")),
  customer("CU-1007", "Tallgrass Seed", "Tallgrass Seed Cooperative", "48-6031177", "ACTV",
    [9, 5, 9, 8], reach("June Abbott", "june@tallgrass.example", "+1 785 555 0133",
      "310 Elevator Rd, Salina, KS", "Net 30")),
  customer("CU-1008", "Voss Marine", "Voss Marine Equipment Inc.", "91-5540038", "INAC",
    [4, 3, 3, 5], { contact: "Erik Voss" }),
];

/** The weighted mean of a customer's metrics, out of 100. */
export function scoreOf(metrics, catalog) {
  const weight = catalog.reduce((sum, each) => sum + each.multiplier, 0);
  const total = catalog.reduce((sum, each) => sum + (metrics[each.id] ?? 0) * each.multiplier, 0);
  return weight === 0 ? 0 : Math.round((total / weight) * 10);
}

for (const each of customers) each.score = scoreOf(each.metrics, metricsCatalog);
