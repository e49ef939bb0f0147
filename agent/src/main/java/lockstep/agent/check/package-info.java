/// The root as a commit would leave it, shown to the commands that are to judge it before the commit begins.
///
///     a thread of its own takes mounts of its own                      [lockstep.images.tree.PrivateMounts]
///     an overlay: the live root below, memory above                    [MergedRoot], [Layers]
///         the plan's steps are taken in it, as the commit will take them   [Rehearsal]
///         what is mounted below the live root is shown in its place    [Submounts]
///     each command runs inside, by chroot                              [lockstep.agent.trigger.TriggerChecks]
///     the thread ends
///
/// The stage lies in the live root, so it is seen through the overlay too, and a staged file or tree is renamed to its path
/// there: the kernel notes where it comes from and copies none of its bytes. A deleted path becomes a whiteout. Whatever a
/// command writes goes to memory as well; where memory cannot stand in for a mount (`/proc`, `/dev`, network filesystems)
/// writing is refused.
///
/// None of these mounts shows anywhere else, and they need no cleaning up: they end with the thread and the processes that
/// it started, also when the agent is killed. Of what a commit does, three things are not shown: immutable and append-only
/// flags, which names are links of one inode, and, before Linux 6.6, attributes of users' own (`user.*`).
@NullMarked
package lockstep.agent.check;

import org.jspecify.annotations.NullMarked;
