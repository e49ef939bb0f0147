/// Who has what open: what `/proc` tells of other processes, read and never written.
///
/// Asked only when something is wrong, because every descriptor and mapping of every process is looked at.
@NullMarked
package lockstep.agent.process;

import org.jspecify.annotations.NullMarked;
