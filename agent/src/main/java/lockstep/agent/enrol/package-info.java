/// How a machine becomes one of a fleet, and stays one.
///
///     a key is drawn, and written down before anyone hears of it                         [1]
///     the server that the token speaks of is asked, and no other                         [2]
///     what it sends is held against the token and the key, before any of it is kept      [3]
///     root of trust, name and identity are kept, the identity last                       [4]
///     a month later, long before it ends, the machine asks for the next, for a new key   [5]
///
/// Where an answer is lost between [2] and [4], the same token with the same key gets it again.
@NullMarked
package lockstep.agent.enrol;

import org.jspecify.annotations.NullMarked;
