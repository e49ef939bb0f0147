/// Reads a master's root, from a directory or a tar, and makes it an image.
///
///     1  read the few files that steer a build: /etc/lockstep/**, the package database        [SteeringFiles]
///     2  settle what is excluded, before anything is stored                                   [ExcludePolicy]
///     3  read every entry, cut files into chunks, hand new chunks to a [ChunkStore]           [MasterTree]
///     4  sort by path, find the first name of every hard-link group, write the manifest       [CapturedTree]
///
/// The manifest depends on the tree alone: not on the order in which names were listed, the number of cores, or whether
/// the tree came as a directory or as a tar of it. A file that goes away, cannot be read or changes while it is read
/// ends the capture with its path; sockets are passed over and reported. Nothing here decides where bytes are kept, and
/// nothing here becomes visible in a repository.
@NullMarked
package lockstep.server.capture;

import org.jspecify.annotations.NullMarked;
