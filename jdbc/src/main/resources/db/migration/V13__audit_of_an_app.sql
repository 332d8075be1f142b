-- The app that a line is about: itself, one of its credentials or of its grants. Null: it is about something else.
ALTER TABLE audit_event ADD COLUMN client_id TEXT;

-- What stands between the first and the second slash of a target, by what SQLite and PostgreSQL both know.
UPDATE audit_event SET client_id = substr(target, 5) WHERE substr(target, 1, 4) = 'app/';
UPDATE audit_event SET client_id =
  rtrim(rtrim(substr(target, 7), 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-'), '/')
  WHERE substr(target, 1, 6) = 'grant/';
UPDATE audit_event SET client_id =
  rtrim(rtrim(substr(target, 12), 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-'), '/')
  WHERE substr(target, 1, 11) = 'credential/';

CREATE INDEX audit_event_by_client ON audit_event (tenant, client_id, seq);
