/// Wires the server and the tools of people.
@NullMarked
package lockstep.excludes;

import org.jspecify.annotations.NullMarked;
