-- The audit log is searched by who, by what and by what it was done to, in the order of its numbers.
CREATE INDEX audit_event_by_actor ON audit_event (tenant, actor, seq);
CREATE INDEX audit_event_by_action ON audit_event (tenant, action, seq);
CREATE INDEX audit_event_by_target ON audit_event (tenant, target, seq);
