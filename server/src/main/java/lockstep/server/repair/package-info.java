/// Mending a repository with good copies of what is missing or damaged.
///
///     check          every object is read                              [lockstep.server.check.RepositoryCheck]
///     mend           each finding, in the order of the check:
///                      another file here that has the same bytes
///                      else a copy from a source, fetched to `incoming/`, durable, proven there by all that the
///                      object must be, and only then given its name in one rename
///                      else made anew of what is left, where that can be
///     and again      until nothing is wrong or nothing more can be mended: what one object was missing hid others
///
/// No source is believed: what it sends is proven by the same code that finds damage, or by a machine's own client for
/// signed metadata. A kill at any instant leaves the repository as it was or with more good objects.
///
/// It holds the lock of a writer; machines are served meanwhile.
@NullMarked
package lockstep.server.repair;

import org.jspecify.annotations.NullMarked;
