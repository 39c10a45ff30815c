-- What people asked for because it was denied to them.
CREATE TABLE requests (
  id TEXT PRIMARY KEY,
  requester_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- What was denied, in which pack, and on which record, if on one.
  pack TEXT NOT NULL,
  asked TEXT NOT NULL,
  record_id TEXT,
  -- JSON: what would allow it, as a decision's unlock has it.
  changes TEXT NOT NULL,
  note TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- By whom and when it was granted or declined.
  answered_by TEXT,
  answered_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX requests_of ON requests (requester_id);

-- Papers of a company, past invoices among them. No change of status takes one away.
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
  -- agreement, certificate or invoice
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Of an invoice.
  amount BIGINT,
  added_at BIGINT NOT NULL
);
CREATE INDEX documents_of ON documents (company_id);
