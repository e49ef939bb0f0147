/// The update that replaces its own agent.
///
///     a commit is about to put other files where this program's are: those are kept    [lockstep.agent.successor.FormerAgent]
///     a commit has put other files where this program's were              [lockstep.agent.successor.OwnProgram#isReplaced]
///     the new program is tried: it starts, and the server hears it        [lockstep.agent.successor.Trial]
///         it does: it takes this process over, finishes what the commit owes, and goes on
///         it does not start, or is not heard where this one is: the commit is taken back
///
/// While the new one is tried, this one still has all it needs: its runtime lies in a directory of its own version, whose files
/// stay open, and in the undo area, until the next commit. Should the machine die meanwhile, and the new one not start, the kept
/// files take the commit back.
@NullMarked
package lockstep.agent.successor;

import org.jspecify.annotations.NullMarked;
