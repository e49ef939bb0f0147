/// Work that all cores share, with results in the order in which it was given: whatever the number of cores, what is written
/// is the same.
@NullMarked
package lockstep.server.work;

import org.jspecify.annotations.NullMarked;
