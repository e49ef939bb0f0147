/// Slows down whoever guesses at secrets: operators' tokens, join tokens.
///
/// A [GuessLimiter] counts wrong guesses by whatever the caller keys them with: the network they come from
/// ([SourceNetwork]), the account they are at. It knows nothing of what is guessed, and its memory is bounded.
@NullMarked
package lockstep.server.limit;

import org.jspecify.annotations.NullMarked;
