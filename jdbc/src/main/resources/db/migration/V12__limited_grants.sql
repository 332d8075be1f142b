-- The only APIs that the app of a grant at the Admin API may administer, as JSON. Null: it is not limited.
ALTER TABLE app_grant ADD COLUMN only_apis TEXT;
