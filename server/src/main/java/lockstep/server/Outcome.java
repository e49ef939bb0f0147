package lockstep.server;

import java.util.List;
import lockstep.images.json.Json;

/// What a command did, for scripts and for people.
///
/// @param lines for standard output, without `--json`
record Outcome(Json.Object json, List<String> lines) {}
