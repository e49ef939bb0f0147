package lockstep.server.fleet;

import lockstep.images.ContentHash;

/// A machine, as the certificate it connected with proves.
///
/// @param key the SHA-256 of its public key, see [lockstep.images.identity.CertifiedMachine#fingerprint]
public record MachineKey(MachineId id, ContentHash key) {}
