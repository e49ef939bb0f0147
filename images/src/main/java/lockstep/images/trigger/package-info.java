/// What an image declares to run after a commit: triggers in `etc/lockstep/triggers.d/*.toml`, docs/formats/triggers.md, and
/// probes in `etc/lockstep/probes.d/*.toml`, docs/formats/probes.md.
///
///     the builder refuses an image whose files cannot be read       so that no machine ever meets one
///     the agent reads them from the signed tree before it commits
///
/// [DefaultTriggers] are files that Lockstep ships for people to put into their images.
///
/// Only what they say is here, never the running of one.
@NullMarked
package lockstep.images.trigger;

import org.jspecify.annotations.NullMarked;
