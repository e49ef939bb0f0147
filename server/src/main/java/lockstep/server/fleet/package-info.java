/// The machines there are, and how each is doing.
///
///     a join token is made: a secret, a limit of uses, a time of expiry     [1]
///     whoever has it gives a name to a key, if the name is free             [2]
///     a check-in arrives over a connection that proves a name and a key     [3]
///     the machine's record says whether that key is the name's, and whether the counter is new    [4]
///     the record is replaced and a line of its history written, durably and in one; only then
///         is the check-in acknowledged                                                           [5]
///
/// The record holds what the machine last measured and when this server saw it, by this server's clock. Texts are
/// kept as they came, apart from their length: they are data, and whoever shows them makes them inert.
/// A crash before [5] may or may not have recorded the check-in; the machine will come again either way.
///
/// All this lies behind a [FleetStore]. Its history is bounded: by lines at every check-in, by days now and then.
///
/// Two machines with one name are told apart by their keys: the second does not get in at [2], and is counted. Two
/// with one key are noticed at [4], where both count on from the same number; which of them is which, people decide.
///
/// Nothing here decides what a machine installs.
@NullMarked
package lockstep.server.fleet;

import org.jspecify.annotations.NullMarked;
