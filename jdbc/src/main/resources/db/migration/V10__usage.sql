-- What was counted of token requests, added up by minute, hour and day: grain says which of them,
-- and an empty text that the app or the API is not known. Apps and APIs may be gone since.
CREATE TABLE usage_count (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  grain TEXT NOT NULL,
  begins_at BIGINT NOT NULL,
  client_id TEXT NOT NULL,
  api_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  requests BIGINT NOT NULL,
  PRIMARY KEY (tenant, grain, begins_at, client_id, api_id, outcome)
);
CREATE INDEX usage_count_by_app ON usage_count
  (tenant, grain, client_id, begins_at, api_id, outcome);
