/// Who did what to the fleet, in a log that cannot be changed without a trace.
///
/// `audit.jsonl` has a line for each act, one JSON object. Each line holds the SHA-256 of the whole line before it, line
/// break included; `audit.head` holds the number and the hash of the newest line. [AuditLog#record] works in this order,
/// under a lock that other processes take as well:
///
///     the newest line is held against audit.head: nothing was cut off; a head that is one line behind is put right   [1]
///     a line that a crash cut short goes to audit.torn-N, and an entry says so   [2]
///     the new line is appended and synced                                   [3]
///     audit.head is replaced                                                [4]
///
/// Only then does the caller act. So an entry may stand for an act that a crash or a full disk prevented, never an act without an entry.
/// A crash between [3] and [4] leaves a head that is one line behind, which is right; a head that is ahead of the log is
/// the mark of a log that was cut.
///
/// The chain shows a changed, removed, inserted or moved line to whoever knows the newest hash. Who can write both files
/// can write a new history, so an auditor notes the newest hash elsewhere, and later asks [AuditCheck] for it.
///
/// No secret is ever recorded: callers name objects, never tokens, keys or passphrases.
@NullMarked
package lockstep.server.audit;

import org.jspecify.annotations.NullMarked;
