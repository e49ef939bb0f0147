/// The agent's side of the conversation: it reports what it measured and is told when to come again.
///
/// A machine that cannot report has still converged: an answer that does not come is a value, never an exception.
@NullMarked
package lockstep.agent.uplink;

import org.jspecify.annotations.NullMarked;
