/// Lays archives over one another and tells what tree they make. A plain archive is a stack of one.
///
///     1  list the entries of every layer, lowest first, as records; whiteouts become records of what they hide   [LayerIndex]
///     2  sort the records by path, those of one path by layer                                                    [LayerRecords]
///     3  find what each hard link links, as the tree was when its layer got there                               [HardLinks]
///     4  walk the paths: of each the topmost record that no whiteout hides is what the tree has                  [LayerWalk]
///
/// Nothing is unpacked, so nothing can be written through a symlink; all the same an entry that an unpacker would have
/// to follow a symlink for is refused, for the two would see different trees. Where a layer's whiteout stands among its
/// entries makes no difference: it hides what lower layers have, never what its own has.
///
/// Contents are not read here. Memory grows with the number of entries, some 150 bytes each, up to a limit.
@NullMarked
package lockstep.server.layers;

import org.jspecify.annotations.NullMarked;
