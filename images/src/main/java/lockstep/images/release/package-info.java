/// What verified metadata means: the two images of a release, and which of them a machine takes.
///
/// [Release] reads the signed targets: one current image, at most one old, and the deltas between them; there is no way
/// to write down a third. [Rollout] reads the delegated `rollout` role: a small statement that every machine evaluates
/// for itself, so that nobody decides per request what a machine installs.
///
///     no statement was ever published                     everyone takes current
///     a statement for this release, not halted            the stages say current; everyone else belongs on old
///     halted, expired, withheld, or for another release   hold: nobody newly takes current, drift is still repaired
///
/// The statement stands in the `custom` field of its target, so that it costs no request of its own, and is kept with the
/// metadata; the target file holds the same bytes, for people and for other clients.
///
/// Nothing here fetches, stores or installs.
@NullMarked
package lockstep.images.release;

import org.jspecify.annotations.NullMarked;
