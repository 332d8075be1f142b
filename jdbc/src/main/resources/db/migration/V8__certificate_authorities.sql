-- Who vouches for the certificates of a tenant's apps (RFC 8705). A certificate of an app is a kind of credential.
CREATE TABLE certificate_authority (
  tenant TEXT NOT NULL REFERENCES tenant (name),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  pem TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
