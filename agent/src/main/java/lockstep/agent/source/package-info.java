/// Where a repository's objects come from.
@NullMarked
package lockstep.agent.source;

import org.jspecify.annotations.NullMarked;
