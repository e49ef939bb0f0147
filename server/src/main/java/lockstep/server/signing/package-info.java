/// Signs a repository: the keys of people, the keys of the server, and the order in which a release becomes visible.
///
/// A [KeyDirectory] holds the root and release keys of people, encrypted; it never lies on the server. The online keys
/// (snapshot, timestamp, rollout) lie beside the repository, never inside it, for the repository is served as it stands.
///
/// Whatever [SignedRepository] changes, it writes in this order, each file durable before the next:
///
///     target files, named by their hash            nobody asks for them yet
///     N+1.targets.json, N+1.rollout.json           nobody asks for them yet
///     V+1.snapshot.json                            nobody asks for it yet
///     a client with the old state looks at all of this, with the new timestamp in memory, and must accept it
///     timestamp.json                               replaced by one rename: from here on the new release is served
///
/// So a reader sees the old release or the new, never half. A crash before the last line leaves files that nobody names;
/// the next call writes over them. Versions are counted from what `timestamp.json` names, never from what lies around.
///
/// Nothing here logs, prints or returns a private key or a passphrase, and nothing is served that a client would refuse.
@NullMarked
package lockstep.server.signing;

import org.jspecify.annotations.NullMarked;
