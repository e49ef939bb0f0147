package lockstep.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.server.audit.LogReader.Line;
import org.jspecify.annotations.Nullable;

/// Follows the chain of a log, in memory that does not grow with it. For one thread, once.
public final class AuditCheck {
  private final LogReader log;
  private Tip beforeLast = Tip.NONE;
  private Tip last = Tip.NONE;

  private AuditCheck(LogReader log) {
    this.log = log;
  }

  /// @param noted the hash of a line that somebody wrote down elsewhere, which must still be there
  /// @throws lockstep.images.ProblemException `E-NO-AUDIT` when there is no log
  public static Verification of(Path data, Optional<ContentHash> noted) throws IOException {
    try (LogReader log = LogReader.open(new AuditFiles(data))) {
      return new AuditCheck(log).check(noted);
    }
  }

  private Verification check(Optional<ContentHash> noted) throws IOException {
    boolean isThere = noted.isEmpty();
    for (Line line = log.next(); line != null; line = log.next()) {
      AuditEntry entry = line.entry();
      if (entry == null) {
        return new Verification.Broken(line.line(), "it is no entry: " + line.fault());
      }
      if (entry.number() != line.line() || !entry.previous().equals(last.hash())) {
        return misfit(line, entry);
      }
      isThere |= noted.isPresent() && noted.get().equals(line.tip().hash());
      beforeLast = last;
      last = line.tip();
    }
    String end = wrongEnd();
    if (!end.isEmpty()) {
      return behindTheLast(end);
    }
    Tip head = log.head().orElse(Tip.NONE);
    if (head.number() == last.number() && !head.equals(last)) {
      return new Verification.Broken(
          last.number(), "it was changed: audit.head knows another line of this number");
    }
    if (!isThere) {
      return behindTheLast(
          "no line has the hash that was noted: the log was written anew, or was cut before that line");
    }
    return new Verification.Whole(last, log.tornBytes());
  }

  private Verification behindTheLast(String what) {
    return new Verification.Broken(last.number() + 1, what);
  }

  /// Says which of two neighbours that do not fit is the bad one.
  private Verification misfit(Line line, AuditEntry entry) throws IOException {
    long number = line.line();
    if (entry.previous().equals(last.hash())) {
      return new Verification.Broken(number, "it was changed: it says number " + entry.number());
    }
    if (entry.number() > number) {
      return new Verification.Broken(
          number, "number %d stands here: lines were removed or moved".formatted(entry.number()));
    }
    if (number > 1 && entry.previous().equals(beforeLast.hash())) {
      return new Verification.Broken(
          number - 1, "it was inserted: the line behind it follows the line before it");
    }
    if (entry.number() < number) {
      return new Verification.Broken(
          number, "number %d stands here: it was inserted or moved".formatted(entry.number()));
    }
    if (number == 1) {
      return new Verification.Broken(1, "it is no first line: the lines before it were removed");
    }
    return new Verification.Broken(
        number - 1,
        line.tip().hash().equals(whatTheNextFollows())
            ? "it was changed: the line behind it was written behind another line"
            : "it was changed, or the line behind it: they do not follow each other");
  }

  private @Nullable ContentHash whatTheNextFollows() throws IOException {
    Line next = log.next();
    if (next == null) {
      return log.head().map(Tip::hash).orElse(null);
    }
    AuditEntry entry = next.entry();
    return entry == null ? null : entry.previous();
  }

  /// What is wrong about where the log ends, or empty. A crash leaves a head that is one line behind, never more.
  private String wrongEnd() {
    if (!log.headFault().isEmpty()) {
      return "whether lines are missing here cannot be told, for audit.head is damaged: "
          + log.headFault();
    }
    Tip head = log.head().orElse(Tip.NONE);
    if (head.number() == last.number() || head.equals(beforeLast)) {
      return "";
    }
    if (head.number() > last.number()) {
      return "lines %d to %d were removed from the end: audit.head knows them"
          .formatted(last.number() + 1, head.number());
    }
    return log.head().isEmpty()
        ? "whether lines are missing here cannot be told, for there is no audit.head"
        : "the log does not end where audit.head says, at number %d: it was written anew or added to"
            .formatted(head.number());
  }
}
