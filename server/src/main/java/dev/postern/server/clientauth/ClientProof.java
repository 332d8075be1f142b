package dev.postern.server.clientauth;

/** What a client offers to prove who it is: the closed set of methods that Postern knows. */
public sealed interface ClientProof extends Admission.Manner
    permits SecretProof,
        AssertionProof,
        CertificateProof,
        FederatedProof,
        PasskeyProof,
        OpenIdProof {}
