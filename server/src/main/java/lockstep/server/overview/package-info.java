/// The fleet in one screen, for people and for Prometheus: how many machines are how, and what ends when.
///
/// Counted anew each time it is asked for, from what is kept in memory; nothing here decides anything.
@NullMarked
package lockstep.server.overview;

import org.jspecify.annotations.NullMarked;
