/// What this machine proves itself by: a key that never leaves it, and a certificate of the fleet's authority.
///
///     identity.pem, in the state folder: the server's address, the key, the certificates    [1]
///     check-in-counter: how often this machine has checked in                               [2]
///
/// [1] is replaced as a whole. [2] is on disk before a check-in is sent, so that no number is ever sent twice; a copy of the
/// machine sends numbers that were sent before, and the server notices.
@NullMarked
package lockstep.agent.identity;

import org.jspecify.annotations.NullMarked;
