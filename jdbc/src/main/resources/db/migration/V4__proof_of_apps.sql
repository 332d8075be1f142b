-- What every token of an app must be bound to: NONE or DPOP, as with APIs.
ALTER TABLE app ADD COLUMN proof TEXT NOT NULL DEFAULT 'NONE';
