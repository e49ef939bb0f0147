/// Sequences too long for the heap: records written to a file in one pass and read back in another.
///
/// A converge of a million entries holds a few records of each sequence at a time. A spool is scratch: it is
/// neither synced nor checksummed and never outlives the process that wrote it (the journal, which must, is
/// [lockstep.agent.journal]).
@NullMarked
package lockstep.agent.spool;

import org.jspecify.annotations.NullMarked;
