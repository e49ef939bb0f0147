/// Serves the repository and takes check-ins, over HTTP/1.1 and HTTP/2, plain or TLS.
///
///     Doorkeeper counts the connection in, or turns it away                        [1]
///     ConnectionSetup learns what it speaks: HTTP/1.1, h2c by prior knowledge (never
///         by Upgrade), or what ALPN agreed on, and builds the pipeline             [2]
///     Exchange collects one request, under a deadline and limits                   [3]
///     Router answers it: a file of the repository at once, on the event loop, a
///         large one when its turn has come (Turns);
///         whatever waits for the database on a thread that may wait                [4]
///     ReplyWriter sends it: the kernel copies the file on plain HTTP/1.1, chunks
///         go through TLS and HTTP/2                                                [5]
///     Exchange waits for the next request, or the connection ends                  [6]
///
/// An HTTP/2 stream is an exchange of its own; on HTTP/1.1 the next request is not read before [5] is done.
///
/// What is served: `lockstep.json` and regular files below `metadata`, `targets`, `packs`, `images` and `deltas`,
/// whose names hold nothing but letters, digits, `.`, `_` and `-` and do not begin with a dot. There is no decoding of
/// names, so there is nothing to trick it with, and no symlink is followed below the repository.
///
/// Closing the gate: no new connection, requests under way are finished, idle connections end, stragglers are cut.
/// Nothing here is durable; what a check-in's acknowledgement promises is kept by [lockstep.server.fleet].
/// The gate never decides what a machine installs and never writes to the repository.
@NullMarked
package lockstep.server.gate;

import org.jspecify.annotations.NullMarked;
