/// The agent as a service: the same converge again and again, on the machine's own schedule.
///
///     finish or take back what an interrupted run left                    [lockstep.agent.daemon.Job#recover]
///     tell systemd that it runs; wait a moment, so that a fleet that was switched on at once does not poll at once
///     until somebody stops it
///         converge                                                        [lockstep.agent.daemon.Job#converge]
///         report, with when it means to come again; hear the answer       [lockstep.agent.daemon.Job#report]
///         the answer brings an order, or ends one: once more, now
///         write down what happened and when it goes on                    [lockstep.agent.daemon.Diary]
///         wait, by a clock that nobody sets                               [lockstep.agent.daemon.Schedule]
///
/// It ends when it is told to, and when this JVM is broken (an `Error`: systemd starts a whole one). Whatever else goes wrong is a
/// line on the log and a reason to come again, sooner at first, then ever later ([lockstep.agent.daemon.Schedule]).
///
/// A signal ends a wait at once, and a converge at the next point at which the root is whole: it interrupts the thread, but for
/// the phases in which a commit is under way ([lockstep.agent.daemon.Stop]). What could not be finished is finished by the
/// next start.
///
/// systemd's watchdog hears from the loop alone ([lockstep.agent.daemon.Heartbeat]): no thread of its own says that a loop
/// which hangs were well.
@NullMarked
package lockstep.agent.daemon;

import org.jspecify.annotations.NullMarked;
