/// System calls.
@NullMarked
package lockstep.images.tree;

import org.jspecify.annotations.NullMarked;
