/// Files of the server that a crash must not tear: a name that gets new content in one step, and the lock that whoever
/// changes several of them holds meanwhile.
@NullMarked
package lockstep.server.durable;

import org.jspecify.annotations.NullMarked;
