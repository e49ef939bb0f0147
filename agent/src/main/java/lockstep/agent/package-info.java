/// The program `lockstep-agent`: its commands, and how the parts are put together for each.
///
/// Start reading at [lockstep.agent.converge.UpdateCycle].
@NullMarked
package lockstep.agent;

import org.jspecify.annotations.NullMarked;
