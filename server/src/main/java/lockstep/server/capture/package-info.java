/// Reads a master's root, from a directory or a tar, and makes it an image.
///
///     1  read the few files that steer a build: /etc/lockstep/**, the package database        [SteeringFiles]
///     2  settle what is excluded, before anything is stored                                   [ExcludePolicy]
///     3  walk the tree; what nobody remembers is read and cut by many threads, each handing
///        its chunks to a [ChunkStore]                                               [MasterTree], [FileReaders]
///     4  take the results in the order of the walk                                                  [EntryCollector]
///     5  write the manifest, the first name of a hard-link group as the file                        [ManifestDraft]
///
/// The manifest depends on the tree alone: not on the order in which names were listed, the number of cores, or whether
/// the tree came as a directory, as a tar of it or as the layers of a container image. Each is walked in path order, so
/// that packs are the same too. A build of a directory holds little more than what is under way and the files with names
/// still to come; of archives it holds a record of each entry.
///
/// A file that goes away, cannot be read or changes while it is read ends the capture with its path; sockets are passed
/// over and reported. Nothing here decides where bytes are kept, and nothing here becomes visible in a repository.
@NullMarked
package lockstep.server.capture;

import org.jspecify.annotations.NullMarked;
