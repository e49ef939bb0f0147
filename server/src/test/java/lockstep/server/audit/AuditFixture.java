package lockstep.server.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;

/// A log with a few entries, to be spoiled.
final class AuditFixture {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final Actor ANNA = new Actor(Actor.Kind.OPERATOR, "anna", "192.0.2.7");

  final AuditFiles files;
  final AuditLog log;

  AuditFixture(Path data) {
    this.files = new AuditFiles(data);
    this.log = AuditLog.open(data, () -> NOON);
  }

  AuditFixture record(int entries) throws IOException {
    for (int i = 0; i < entries; i++) {
      log.record(ANNA, "machine.pin", "web-" + i, "to monday");
    }
    return this;
  }

  /// Each with its line break.
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    Files.readString(files.log()).lines().forEach(line -> lines.add(line + "\n"));
    return lines;
  }

  void write(List<String> lines) throws IOException {
    Files.writeString(files.log(), String.join("", lines));
  }

  ContentHash hash(int line) throws IOException {
    return Tip.of(line, lines().get(line - 1).getBytes(StandardCharsets.UTF_8)).hash();
  }

  Verification verify() throws IOException {
    return AuditCheck.of(files.data(), Optional.empty());
  }

  Verification verify(ContentHash noted) throws IOException {
    return AuditCheck.of(files.data(), Optional.of(noted));
  }

  List<AuditEntry> entries() throws IOException {
    return AuditTrail.read(files.data(), _ -> true).entries();
  }
}
