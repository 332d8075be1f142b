-- One schema for SQLite and PostgreSQL: text ids, epoch milliseconds as BIGINT, JSON as TEXT,
-- booleans as 0 and 1. Every key starts with the tenant: the ids of one are nothing to another.

CREATE TABLE installation (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  generation TEXT NOT NULL,
  master_key_check TEXT NOT NULL,
  pepper_check TEXT NOT NULL,
  founded_at BIGINT NOT NULL
);

CREATE TABLE tenant (
  name TEXT NOT NULL PRIMARY KEY,
  api_key TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

-- How far a tenant has come. Every change starts by locking its row here.
CREATE TABLE tenant_counter (
  tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenant (name),
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  revocation_seq BIGINT NOT NULL
);

CREATE TABLE tenant_change (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  number BIGINT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  touched TEXT NOT NULL,
  PRIMARY KEY (tenant, number)
);

CREATE TABLE audit_event (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  seq BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  address TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, seq)
);

CREATE TABLE api (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  id TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  token_lifetime_seconds BIGINT NOT NULL,
  max_token_lifetime_seconds BIGINT NOT NULL,
  longest_lifetime_seconds BIGINT NOT NULL,
  algorithm TEXT NOT NULL,
  proof TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, identifier)
);

CREATE TABLE app (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  client_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  status TEXT NOT NULL,
  labels TEXT NOT NULL,
  allowed_ips TEXT NOT NULL,
  tokens_per_minute INTEGER,
  acts_for TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, client_id)
);

CREATE TABLE credential (
  tenant TEXT NOT NULL,
  client_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  hint TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  last_used_at BIGINT,
  epoch BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, client_id, id),
  UNIQUE (tenant, id),
  FOREIGN KEY (tenant, client_id) REFERENCES app (tenant, client_id) ON DELETE CASCADE
);

CREATE TABLE app_grant (
  tenant TEXT NOT NULL,
  client_id TEXT NOT NULL,
  api_id TEXT NOT NULL,
  id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  claims TEXT NOT NULL,
  token_lifetime_seconds BIGINT,
  expires_at BIGINT,
  status TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, client_id, api_id),
  UNIQUE (tenant, id),
  FOREIGN KEY (tenant, client_id) REFERENCES app (tenant, client_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant, api_id) REFERENCES api (tenant, id) ON DELETE CASCADE
);
CREATE INDEX app_grant_by_api ON app_grant (tenant, api_id, client_id);

CREATE TABLE sealed_key (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  kid TEXT NOT NULL,
  key_use TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  state TEXT NOT NULL,
  public_key TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, kid)
);

CREATE TABLE revocation (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  seq BIGINT NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  optional INTEGER NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, seq, position)
);
CREATE INDEX revocation_by_end ON revocation (tenant, ends_at);

CREATE TABLE account (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  id TEXT NOT NULL,
  profile TEXT NOT NULL,
  password_hash TEXT,
  created_at BIGINT NOT NULL,
  modified_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE account_key (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  account_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, value),
  UNIQUE (tenant, account_id, position),
  FOREIGN KEY (tenant, account_id) REFERENCES account (tenant, id) ON DELETE CASCADE
);

CREATE TABLE stored_reply (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  reply_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  location TEXT NOT NULL,
  body TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, reply_key)
);
CREATE INDEX stored_reply_by_end ON stored_reply (tenant, ends_at);
