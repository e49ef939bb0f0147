/// The machines there are, and how each is doing.
///
///     a check-in arrives, not to be trusted in anything                    [1]
///     its machine id is checked, its texts and lists are cut to size       [2]
///     the machine's record is replaced, durably                            [3]
///     only then is the check-in acknowledged                               [4]
///
/// The record holds what the machine last measured and when this server saw it, by this server's clock. Texts are
/// kept as they came, apart from their length: they are data, and whoever shows them makes them inert.
/// A crash before [4] may or may not have recorded the check-in; the machine will come again either way.
///
/// Nothing here decides what a machine installs.
@NullMarked
package lockstep.server.fleet;

import org.jspecify.annotations.NullMarked;
