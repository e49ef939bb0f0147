/// What a commit is about to do, on disk before it does it, and how far it came.
///
/// A transaction is a folder (`stage` or `undo` of the workspace) with two files:
///
/// `journal`: every [lockstep.agent.plan.Step] of the commit, each with its length and checksum. Written whole and synced
/// before the first step is taken; never changed after.
///
/// `marks`: one line per event, each ending in the CRC-32C of what stands before that word's space; each line is synced:
///
///     lockstep-transaction 1 9c0de9a6
///     begun image=9f86d0…0a08 from=- steps=1259 30a3e2b1
///     committed 8b8ab01c
///     fired ldconfig 0f3c1d6e
///     settled 3f5eea1f
///
/// A last line without its end was being written when the power went: it did not happen. A whole line whose checksum does
/// not hold means that the file is damaged, and so does a journal that has not as many whole steps as `begun` says. No `begun`: nothing of the root was changed yet. `begun` without `committed`: recovery
/// rolls forward, after a mark `resumed`: the run before may have been killed before its own was on disk. `undoing` without `undone`: recovery rolls back. `committed` without `settled`: triggers are still owed.
@NullMarked
package lockstep.agent.journal;

import org.jspecify.annotations.NullMarked;
