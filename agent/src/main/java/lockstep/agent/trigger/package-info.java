/// Runs the commands that watch for changes, after a commit, and the checks of them, before it.
///
///     Triggers triggers = Triggers.parse(file, content).plus(...)      the image's files, before anything is changed
///     ChangeSpool spool = new ChangeSpool(triggers, directory)
///     for each step of the plan: spool.add(event, path)                 matched as they come, kept on disk
///     List<Firing> fired = spool.finish()                               in declared order, each trigger once
///     checks.run(those of fired that have one)                          inside the root as the commit would leave it
///     ... the commit ...
///     runner.run(fired)                                                 one after the other
///
/// What fired is on disk before the commit, so that after a crash [ChangeSpool#recover] finds it again and the triggers
/// run, perhaps for the second time: a command must bear that.
///
/// Probes are commands too, but watch nothing: a [ProbeRunner] tries each until it succeeds or may not be tried again.
///
/// Nothing here decides what a failure means for the commit. A command for a root other than `/` runs inside it, by
/// chroot; there is no way to run one against the host instead.
@NullMarked
package lockstep.agent.trigger;

import org.jspecify.annotations.NullMarked;
