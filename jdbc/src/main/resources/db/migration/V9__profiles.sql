-- How strict a tenant is with all its apps, and an app for itself: STANDARD or FAPI2.
ALTER TABLE tenant ADD COLUMN profile TEXT NOT NULL DEFAULT 'STANDARD';
ALTER TABLE app ADD COLUMN profile TEXT NOT NULL DEFAULT 'STANDARD';
