/// A doctor's visit: a set-up is looked at thing by thing, and of each it is said how it is and what to do about it.
///
///     a program lists its checks, in the order in which people mend things     [1]
///     each looks at one thing, and changes nothing                             [2]
///     all of them are told, also when one cannot look                          [3]
///
/// A check that cannot look because this user may not is a warning; any other failure to look is a finding like those it
/// looks for. No check depends on what another one found.
@NullMarked
package lockstep.images.checkup;

import org.jspecify.annotations.NullMarked;
