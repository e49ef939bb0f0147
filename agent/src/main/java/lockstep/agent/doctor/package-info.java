/// `lockstep-agent doctor`: whether this machine is set up so that it can be kept on its image, and what to mend.
///
///     the settings, this user, the clock                                       [1]
///     the root, its filesystem, its room; what a commit left; the watch;
///     whether the memory is of this root                                       [2]
///     the memory: whom it believes, who it is, what it holds off               [3]
///     the repository, and whether the server believes this machine             [4]
///     the daemon and its unit                                                  [5]
///
/// In this order people mend things: what comes first may be the cause of what comes later. Each check reads what the agent
/// itself would read, by the agent's own classes, and writes nothing: a state folder that was mistyped is not made, no lock is
/// taken, no check-in is counted, what the repository says is looked at and not kept.
///
/// It never mends, and never judges what is in the root: that is `verify`.
@NullMarked
package lockstep.agent.doctor;

import org.jspecify.annotations.NullMarked;
