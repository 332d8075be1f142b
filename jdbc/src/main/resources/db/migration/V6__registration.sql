-- By what apps may register themselves, and which did. Of tokens only hashes are kept.
CREATE TABLE registration_policy (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  offers TEXT NOT NULL,
  methods TEXT NOT NULL,
  by_url INTEGER NOT NULL,
  most_apps INTEGER NOT NULL,
  secret_lifetime_seconds BIGINT,
  expires_at BIGINT,
  token_hash TEXT NOT NULL,
  hint TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, token_hash)
);

-- It ends with the app and with the policy; the app does not end with the policy.
CREATE TABLE registration (
  tenant TEXT NOT NULL,
  client_id TEXT NOT NULL,
  policy_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  metadata TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, client_id),
  FOREIGN KEY (tenant, client_id) REFERENCES app (tenant, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, policy_id) REFERENCES registration_policy (tenant, id) ON DELETE CASCADE
);
CREATE INDEX registration_by_policy ON registration (tenant, policy_id);
