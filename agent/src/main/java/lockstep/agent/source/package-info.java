/// Fetches the bytes of a repository, from a server or from a directory.
///
///     small(path, maxBytes)                 a whole object into memory, or empty: the repository has none
///     read(path, offset, length, sink)      a stretch of an object, handed on as it arrives
///
/// Bytes are claims: nothing here knows a hash, whoever asked verifies. A server may be slow, lie about lengths, send
/// without end, or vanish in the middle; each ends the call within a bound, with a message that names the address. What
/// may pass (no connection, a broken body, 429, 5xx) is tried again, from the byte that was reached.
///
/// Nothing is stored, nothing is followed off the server that was named: a redirect is an error.
@NullMarked
package lockstep.agent.source;

import org.jspecify.annotations.NullMarked;
