/// `lockstep`: the program of people and servers. Each command is a class that wires what the packages below do.
///
/// [ServerMain] lists the commands. A command reads its arguments, calls one thing, and says what happened: lines for
/// people, or with `--json` exactly one JSON object. Exit codes: 0 done, 1 failed, 2 usage, 3 differences found.
@NullMarked
package lockstep.server;

import org.jspecify.annotations.NullMarked;
