package dev.postern.server.refusal;

/** Why a request is refused: a closed set, so that every reason has its answer on the wire. */
public sealed interface Reason
    permits TokenReason,
        Awaited,
        TooMany,
        ProofReason,
        AccessReason,
        AdminReason,
        IdentityReason,
        RegistrationReason {}
