package lockstep.server.audit;

import java.nio.file.Path;

/// Where the log lies in a server's data directory.
record AuditFiles(Path data) {
  /// Names of all that belongs to it.
  static final String PATTERN = "audit.{jsonl,head,torn-*}";

  Path log() {
    return data.resolve("audit.jsonl");
  }

  Path head() {
    return data.resolve("audit.head");
  }

  Path lock() {
    return data.resolve("audit.lock");
  }

  /// What a crash left of the line that was to have this number.
  Path torn(long number) {
    return data.resolve("audit.torn-" + number);
  }
}
