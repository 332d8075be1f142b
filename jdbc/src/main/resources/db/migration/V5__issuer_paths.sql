-- The path of a tenant's issuer on the public URL's host. Null where the tenant has a host of its own.
ALTER TABLE tenant ADD COLUMN issuer_path TEXT;
