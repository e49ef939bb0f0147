/// Downloads of parts of repository objects, kept on disk under the object's own offsets until the commit is done.
///
///     every part that will be needed is asked for           [FetchArea#want]
///     parts close together become one request, long ones several, a few run at a time
///     each request's bytes go to the object's local copy at the same offset; then its range is noted as had
///
/// What was noted as had is not fetched again after an interruption. A note is no proof: notes are not synced, and whoever
/// uses the bytes checks their hash and asks for them [again][FetchArea#again] if it does not hold.
@NullMarked
package lockstep.agent.fetch;

import org.jspecify.annotations.NullMarked;
