/// How a converge ended, as others read it: people, scripts (`--json`) and the server (the check-in).
///
/// Everything in a [Report] was measured, nothing is assumed: the image is the one the last scan matched.
@NullMarked
package lockstep.agent.report;

import org.jspecify.annotations.NullMarked;
