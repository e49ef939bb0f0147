/// The server's disk: named tables of keys and values in one RocksDB per data directory.
///
///     Database.open takes the lock file, then opens RocksDB      [1]
///     table(name, ...) creates the table when it is new          [2]
///     put and update write through the log and sync it           [3]
///     close lets go of both                                      [4]
///
/// What a finished [3] wrote is there after a crash or a power cut; what an unfinished one wrote is there whole or
/// not at all. Writers that meet share one sync. A second server on the same directory is refused at [1]; the lock is
/// the kernel's and dies with its process, so nothing is ever left to clean up.
///
/// Nothing here knows what it stores: a [Codec] stands with the concept it encodes.
@NullMarked
package lockstep.server.store;

import org.jspecify.annotations.NullMarked;
