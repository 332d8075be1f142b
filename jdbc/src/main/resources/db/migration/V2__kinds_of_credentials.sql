-- A credential that is no secret has the empty secret_hash, says here what it is, and has what that
-- kind needs as JSON. Secrets have neither: their rows stay as they were, and are read as before.
ALTER TABLE credential ADD COLUMN kind TEXT;
ALTER TABLE credential ADD COLUMN detail TEXT;
