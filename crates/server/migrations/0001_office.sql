-- The office. Plain SQL that SQLite, PostgreSQL and databases that speak like it take alike: no
-- sequences, no triggers, no types of their own. Ids are texts, moments are milliseconds since
-- 1970, amounts of money whole cents, and each record counts its changes in `version`.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  department TEXT,
  -- Argon2; without one nobody signs in with a password.
  password TEXT,
  -- Whom the demo offers at a click.
  sample BOOLEAN NOT NULL,
  about TEXT NOT NULL,
  version BIGINT NOT NULL
);

-- Whom a user is to each pack: the principal as its gate is given it, but for what `users` has.
CREATE TABLE principals (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  pack TEXT NOT NULL,
  document TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (user_id, pack)
);

-- `token`: the SHA-256 of what the cookie holds.
CREATE TABLE sessions (
  token TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- Attempts to sign in that failed, by whom they were for and by where they came from.
CREATE TABLE failed_sign_ins (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX failed_sign_ins_of ON failed_sign_ins (subject, at);

-- A company as the pack `alvys` sees it. One of type Customer is the same record, with the same id,
-- as one of `customers` and of `accounts`.
CREATE TABLE companies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  company_type TEXT NOT NULL,
  status TEXT NOT NULL,
  has_current_loads BOOLEAN NOT NULL,
  has_load_history BOOLEAN NOT NULL,
  contact TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  billing_address TEXT NOT NULL,
  payment_terms TEXT NOT NULL,
  credit_limit BIGINT NOT NULL,
  factoring TEXT NOT NULL,
  notes TEXT NOT NULL,
  -- Cents per mile; of customers and brokers.
  rate BIGINT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX companies_by_name ON companies (name);

CREATE TABLE loads (
  id TEXT PRIMARY KEY,
  company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
  lane TEXT NOT NULL,
  -- 0 booked, 1 dispatched, 2 in transit, 3 delivered, 4 invoiced.
  progress BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX loads_of ON loads (company_id);

-- A customer as the pack `client-metrics` sees it.
CREATE TABLE customers (
  id TEXT PRIMARY KEY REFERENCES companies (id) ON DELETE CASCADE,
  status TEXT NOT NULL,
  information_complete BOOLEAN NOT NULL,
  legal_name TEXT NOT NULL,
  tax_id TEXT NOT NULL,
  contact TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  credit_terms TEXT NOT NULL,
  freshbooks TEXT NOT NULL,
  -- Of 100, as it was last calculated; `stale` when a slider or the catalog moved since.
  score BIGINT NOT NULL,
  stale BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE metrics (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  multiplier BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE scores (
  customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  metric_id TEXT NOT NULL REFERENCES metrics (id) ON DELETE CASCADE,
  value BIGINT NOT NULL,
  PRIMARY KEY (customer_id, metric_id)
);

-- Recalculations of all scores, and how far they are.
CREATE TABLE recalculations (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  -- The last customer that is done; customers are taken by their ids.
  reached TEXT NOT NULL
);

-- A customer's account as the pack `access-levels` sees it.
CREATE TABLE accounts (
  id TEXT PRIMARY KEY REFERENCES companies (id) ON DELETE CASCADE,
  city TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE account_commissions (
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  PRIMARY KEY (account_id, user_id)
);

CREATE TABLE shipments (
  id TEXT PRIMARY KEY,
  lane TEXT NOT NULL,
  -- 2026-11-23
  pickup TEXT NOT NULL,
  booked_by TEXT NOT NULL,
  billed_to TEXT NOT NULL,
  cost BIGINT NOT NULL,
  billed_amount BIGINT NOT NULL,
  commission BIGINT NOT NULL,
  invoiced BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX shipments_billed_to ON shipments (billed_to);

CREATE TABLE shipment_commissions (
  shipment_id TEXT NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  PRIMARY KEY (shipment_id, user_id)
);
CREATE INDEX shipment_commissions_of ON shipment_commissions (user_id);

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  team TEXT NOT NULL,
  since BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE carriers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  equipment TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE accessorials (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  amount BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL
);

-- Accounting periods: months such as 2026-11.
CREATE TABLE periods (
  id TEXT PRIMARY KEY,
  closed BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);

-- Amounts of expenses are whole units, as the pack `expenses` has them.
CREATE TABLE expenses (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES users (id),
  date TEXT NOT NULL,
  period TEXT NOT NULL REFERENCES periods (id),
  text TEXT NOT NULL,
  amount BIGINT NOT NULL,
  category TEXT NOT NULL,
  country TEXT NOT NULL,
  receipt TEXT,
  team_id TEXT REFERENCES teams (id),
  budget BIGINT,
  status TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX expenses_of ON expenses (owner_id);

CREATE TABLE expense_labels (
  expense_id TEXT NOT NULL REFERENCES expenses (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  PRIMARY KEY (expense_id, label)
);

-- What was done and what was refused. Nothing of the server's changes or removes a row.
CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  pack TEXT NOT NULL,
  -- The action or transition that was asked for.
  asked TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id TEXT NOT NULL,
  allowed BOOLEAN NOT NULL,
  -- JSON: the record before and after, and the decision.
  record_before TEXT,
  record_after TEXT,
  decision TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- Always 1.
  version BIGINT NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
