-- Since when a key is in its state. Null where a server wrote that does not know of it: then since
-- its making.
ALTER TABLE sealed_key ADD COLUMN state_since BIGINT;

-- Of a removed key no secret is kept.
UPDATE sealed_key SET sealed = '' WHERE state = 'REMOVED';
