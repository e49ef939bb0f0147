/// Wires the server and the tools of people.
@NullMarked
package lockstep.server;

import org.jspecify.annotations.NullMarked;
