/// Brings a release to the fleet in stages, and stops by itself when it hurts.
///
/// What machines obey is the small signed [statement][lockstep.images.release.RolloutStatement]. It follows from the
/// [RolloutState] (a [RolloutPlan], and how far it is), which lies in one file beside the online keys. [RolloutRules]
/// says what may follow what; it is pure, and time comes in from outside. [Rollouts] writes, under the repository's lock:
///
///     the state that is to be, without the time since when it is      [1]
///     the statement that follows from it                              [2]
///     the state again, with the time at which [2] was done            [3]
///
/// Whatever instant a process dies at, the next one to come finishes what [1] says. A stage counts from [3], so it is never
/// shorter than its bake time, however long a crash lay between; and since only [1] moves on, none is skipped.
/// A file and a statement that differ in any other way are not of our making: nothing is done but to say so.
///
/// A [Jury] judges, from what machines reported, those that the present stage reaches; [RolloutWatch] asks it every few
/// seconds while a server runs. Nothing here decides what one machine installs: each agent reads the statement itself.
@NullMarked
package lockstep.server.rollout;

import org.jspecify.annotations.NullMarked;
