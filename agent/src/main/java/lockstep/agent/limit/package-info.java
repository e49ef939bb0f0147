/// What the agent may take of a machine that has other work to do.
///
///     read what the operator wants                                    [Limits]
///     bytes off the wire, bytes of files, and moments of work pass by [lockstep.images.Pace]
///         each is counted; who is ahead sleeps until the average is right again [Bucket]
///     reads and writes of an idle class give way to everybody else's  [lockstep.images.tree.IoPriority]
///     all of it only while held: not while the root is between two images, nor for what triggers start [Caps]
///
/// What was taken while nothing was held back is made up for afterwards.
@NullMarked
package lockstep.agent.limit;

import org.jspecify.annotations.NullMarked;
