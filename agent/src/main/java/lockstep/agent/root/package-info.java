/// The managed root as the agent holds it: an open directory, and the workspace `.lockstep` at its top.
///
///     .lockstep/          mode 0700, never followed when it is a symlink
///         lock            held by the one agent that may change the root
///         fetch/          what was downloaded, kept over an interruption
///         stage/          the commit being prepared or carried out
///         undo/           the last commit, and how to take it back
///         gone/           what is being removed
///
/// `stage` and `undo` hold the same: `new/` and `old/` with the trees that are not in the root (now or any more), the
/// journal and its marks, the triggers that are owed, and a folder on which checks mount what only they see.
@NullMarked
package lockstep.agent.root;

import org.jspecify.annotations.NullMarked;
