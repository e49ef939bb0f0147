/// Wires the server and the tools of people.
@NullMarked
package lockstep.images;

import org.jspecify.annotations.NullMarked;
