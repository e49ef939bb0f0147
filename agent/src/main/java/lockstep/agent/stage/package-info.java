/// Prepares everything a plan needs beside the root, verified and durable, so that the commit needs no network.
///
///     find out which contents are lacking: not at their own path                    [Survey]
///         nor anywhere else in the root, by the stat index                          [LocalContents]
///     choose groups of the delta, then solid groups for what is left, unless the processor is to be spared [GroupChooser]
///         a group comes whole: taken when it costs no more than the chunks of what it makes that is lacking
///         and its bases are in the root, or are mended where that pays              [Bases], [LoanChooser]
///     write down each file's origin, and ask for what all need                      [Sourcing]
///         the right bytes at this path, or anywhere in the root                     [Origin.Copy]
///         what a group makes                                                        [Origin.Pooled]
///         chunks of the file that is there, the rest from packs                     [Origin.Chunks]
///     check the disk, fetch what is not here                                        [lockstep.agent.fetch]
///     mend bases, unpack groups on all processors, each content hashed into the pool [BaseLoans], [GroupFiller], [ContentPool]
///         a group that is damaged or lies is reported, and its files come by chunks
///     write each entry in path order: content while the mode is 0600, then owner, attributes, mode, time [TreeWriter]
///         the last file with a pooled content takes the pool's copy by renaming it
///         every other content is made in the pool ahead of its turn, several at a time                   [ContentMaker]
///         and read back and hashed; a source that lied is passed over for the packs                     [ContentWriter]
///     look once more at every live path the plan touches, write the journal         [JournalBuilder]
///         in an order in which nothing is ever without what it needs                [lockstep.agent.order]
///         of each directory that is swapped: link what it holds into a tree beside it, do the plan's steps there, but for
///         those that must wait until all are swapped                                [TreeClone], [PreparedTrees]
///     `syncfs`, see that nobody wrote below those directories, mark the transaction begun
///
/// Of each entry there are bits in memory and rows on disk; groups lie outside the heap, within a limit for all in work. An
/// interruption leaves nothing in the root but the workspace; the downloads are used by the next run, and what was staged is made
/// from them again. That costs processor time alone (bullseye to bookworm, 247 MB: 16 s of it in a cold process for the whole
/// run, three quarters of its time staging), once for each interruption. What was staged has its owner, mode and attributes
/// already, setuid included, and prepared trees hold live inodes under second names: nothing that could be taken for a pool.
@NullMarked
package lockstep.agent.stage;

import org.jspecify.annotations.NullMarked;
