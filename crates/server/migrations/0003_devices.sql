-- Browsers in which somebody has signed in with their password. `token`: the SHA-256 of what the
-- cookie holds.
CREATE TABLE devices (
  token TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);
CREATE INDEX devices_of ON devices (user_id);
