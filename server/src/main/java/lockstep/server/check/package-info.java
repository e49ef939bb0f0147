/// Whether what a repository holds is what it should be.
@NullMarked
package lockstep.server.check;

import org.jspecify.annotations.NullMarked;
