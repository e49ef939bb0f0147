/// Why the bytes of a repository may be believed: a client of The Update Framework, specification 1.0.x, unchanged.
///
/// [TrustClient#refresh] follows section 5 of the specification, whose step numbers stand in the code:
///
///     5.1  the time is taken, once                       an expiry is never judged by two clocks
///     5.2  the trusted root is loaded                    verified by itself before any request
///     5.3  N+1.root.json, N+2.root.json, … until 404     each signed by the keys before it and by its own
///     5.4  timestamp.json                                the only name that changes its content
///     5.5  V.snapshot.json                               unless the one on disk is the one named
///     5.6  V.targets.json                                unless the one on disk is the one named
///
/// Each file is bounded before it is read, compared with what named it, verified, compared with its predecessor, judged
/// by its expiry, and only then written, by atomic replacement, byte for byte as it was received. So the directory always
/// holds what this client trusts, and a crash between two files leaves a state the next refresh continues from.
///
/// What is on disk counts only if it still verifies under the *current* root. A file that is torn, cut or foreign is as
/// good as absent and is fetched again; a torn `root.json` falls back to the root that was shipped and walks up again.
///
/// Where the text of the specification leaves a hole we are stricter: whatever the path through a refresh, the timestamp,
/// snapshot and targets in force at its end are unexpired at the time taken in 5.1, also when nothing was fetched.
///
/// A clock that went back must not bring back what has expired. How late it is at least is signed: our timestamps say when
/// they were ([TrustedMetadata#SIGNED_AT], a field any other client ignores, as this one does without it where a timestamp
/// of others has none). The time of a refresh is this machine's clock, and no earlier than the timestamp in force was
/// signed; a clock that is more than a day behind that one, or behind a new one, is refused as `E-CLOCK`, because whoever
/// believes it would take long expired metadata for fresh. Why not by expiry dates: how long before its expiry a file was
/// signed is nowhere said, and lifetimes change. Why not by the highest clock seen: a clock that once ran ahead would
/// refuse all right ones. And because the time lies in the timestamp itself, it counts as long as that one does: a thief
/// who signs a time far ahead is not believed (it is `E-CLOCK` and not kept), one within the day is forgotten with his key.
///
/// Nothing here decides what a machine installs, opens a socket, or writes anywhere but into its one directory.
@NullMarked
package lockstep.images.trust;

import org.jspecify.annotations.NullMarked;
