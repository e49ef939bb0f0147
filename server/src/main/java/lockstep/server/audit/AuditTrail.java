package lockstep.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import lockstep.server.audit.LogReader.Line;

/// Entries to look at, oldest first. They are shown as they are: whether they are genuine says [AuditCheck].
///
/// @param unreadable the places of lines that are no entries
public record AuditTrail(List<AuditEntry> entries, List<Long> unreadable) {
  public AuditTrail {
    entries = List.copyOf(entries);
    unreadable = List.copyOf(unreadable);
  }

  /// @throws lockstep.images.ProblemException `E-NO-AUDIT` when there is no log
  public static AuditTrail read(Path data, Predicate<AuditEntry> wanted) throws IOException {
    List<AuditEntry> entries = new ArrayList<>();
    List<Long> unreadable = new ArrayList<>();
    try (LogReader log = LogReader.open(new AuditFiles(data))) {
      for (Line line = log.next(); line != null; line = log.next()) {
        AuditEntry entry = line.entry();
        if (entry == null) {
          unreadable.add(line.line());
        } else if (wanted.test(entry)) {
          entries.add(entry);
        }
      }
    }
    return new AuditTrail(entries, unreadable);
  }
}
