/// Prepares everything a plan needs beside the root, verified and durable, so that the commit needs no network.
///
///     for each file to stage, choose the cheapest source that can verify            [Sourcing]
///         the right bytes at this path, or anywhere in the root                     [Origin.Copy]
///         a patch against a file of the root                                        [Origin.Patch]
///         chunks of the file that is there, the rest from packs                     [Origin.Chunks]
///     check the disk, fetch what is not here                                         [lockstep.agent.fetch]
///     write each entry: content while the mode is 0600, then owner, attributes, mode, time [StagedTrees], [ContentWriter]
///         read the content back and compare its hash; a source that lied is passed over for the packs
///     look once more at every live path the plan touches, write the journal          [JournalBuilder]
///     `syncfs`, mark the transaction begun
///
/// An interruption leaves nothing in the root but the workspace; the downloads are used by the next run.
@NullMarked
package lockstep.agent.stage;

import org.jspecify.annotations.NullMarked;
