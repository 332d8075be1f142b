package dev.postern.store;

import dev.postern.protocol.admin.AuditRecord;

/**
 * One line of the audit log as it is kept.
 *
 * @param record the line
 * @param hash its hash, chained to the line before it
 */
public record AuditEvent(AuditRecord record, String hash) {}
