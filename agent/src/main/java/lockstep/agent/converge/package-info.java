/// The agent's one job, from start to report.
///
///     lock the root; finish or take back what an interrupted run left            [Recovery]
///     refresh the trusted metadata; choose the image this machine belongs on     [Choice]
///     scan and plan; nothing to do: done                                        [lockstep.agent.plan]
///     stage, write down which triggers will be owed                              [lockstep.agent.stage], [OwedTriggers]
///     run their checks in the root as it would be; one that fails ends it here    [OwedChecks], [lockstep.agent.check]
///     commit                                                                     [lockstep.agent.commit]
///     run the triggers, then the probes; a critical one that fails undoes the commit
///     scan once more: only an empty plan is success                              [UpdateCycle]
///     what was committed becomes the way back                                    [Undo]
///
/// Whatever happens, the root is fully on one image, or the next start brings it there.
@NullMarked
package lockstep.agent.converge;

import org.jspecify.annotations.NullMarked;
