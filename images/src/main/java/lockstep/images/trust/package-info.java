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
/// Nothing here decides what a machine installs, opens a socket, or writes anywhere but into its one directory.
@NullMarked
package lockstep.images.trust;

import org.jspecify.annotations.NullMarked;
