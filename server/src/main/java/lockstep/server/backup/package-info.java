/// What a server cannot be given back by anybody else: a copy of its data directory, and the way back.
///
///     the act is in the audit log                                            [1]
///     the database is copied, as it is at one instant                        [2]
///     then authority and accounts                                            [3]
///     then the audit log: no act in [2] or [3] is without its entry          [4]
///     a list of all files with their digests; all is synced                  [5]
///     the directory gets its name                                            [6]
///
/// Before [6] there is nothing of this name; a crash leaves a directory beside it that the next backup clears away. The way back checks
/// every digest of [5] before it writes anything, and gives the new data directory its name last as well.
///
/// A backup holds all secrets of the server: it is closed to everyone but its owner.
@NullMarked
package lockstep.server.backup;

import org.jspecify.annotations.NullMarked;
