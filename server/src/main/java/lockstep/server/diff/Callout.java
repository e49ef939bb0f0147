package lockstep.server.diff;

import lockstep.excludes.RelativePath;

/// A change of what a file may do to a machine, to be looked at before all others.
///
/// @param subject `setuid`, `setgid`, `capability` or `device`
/// @param detail what happened to it, in words
record Callout(String subject, RelativePath path, String detail) {}
