/// Reads tar archives byte for byte: ustar, PAX and GNU's extensions, sparse files in all four of GNU's ways.
///
/// It exists because the libraries at hand read PAX values as text, and a capability or an ACL is not text. What cannot
/// be carried exactly is refused, never guessed; an archive that stops without its end mark was cut, and says so.
/// Nothing here knows what the entries are for.
@NullMarked
package lockstep.server.tar;

import org.jspecify.annotations.NullMarked;
