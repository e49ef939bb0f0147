/// Wires the server and the tools of people.
@NullMarked
package lockstep.agent;

import org.jspecify.annotations.NullMarked;
