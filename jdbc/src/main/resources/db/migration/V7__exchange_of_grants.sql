-- For which tokens of others there are tokens under a grant in exchange, as JSON. Null: for none.
ALTER TABLE app_grant ADD COLUMN exchange TEXT;
