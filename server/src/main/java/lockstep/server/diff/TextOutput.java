package lockstep.server.diff;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.images.Entry;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.server.repository.StoredImage;

/// The report for people: what needs attention, packages, rules, how much, then a line for each path.
final class TextOutput implements DiffOutput {
  private final PrintStream out;
  private Headers headers = new Headers(List.of(), List.of(), List.of());
  private long callouts;

  TextOutput(PrintStream out) {
    this.out = out;
  }

  private void line(String line) {
    out.print(line);
    out.print('\n');
  }

  @Override
  public void begin(StoredImage from, StoredImage to, Headers told) {
    headers = told;
    line("from " + from.id());
    line("to   " + to.id());
    line("");
    line("ATTENTION");
  }

  @Override
  public void callout(Callout callout) {
    callouts++;
    line("  %-10s %s: %s".formatted(callout.subject(), callout.path(), callout.detail()));
  }

  @Override
  public void summary(Summary summary) {
    if (callouts == 0) {
      line("  no change of setuid, setgid, capabilities or device nodes");
    }
    packages();
    rules();
    line("");
    line("SUMMARY");
    line("  added      " + kinds(summary.addedKinds(), summary.bytesAdded()));
    line("  removed    " + kinds(summary.removedKinds(), summary.bytesRemoved()));
    line("  moved      " + Figures.count(summary.count(Change.MOVED)));
    line(
        "  content    %s, %s -> %s"
            .formatted(
                Figures.count(summary.count(Change.CONTENT)),
                Figures.bytes(summary.bytesRewrittenBefore()),
                Figures.bytes(summary.bytesRewrittenAfter())));
    line("  kind       " + Figures.count(summary.count(Change.KIND)));
    line("  metadata   " + Figures.count(summary.count(Change.METADATA)));
    line("  mtime only " + Figures.count(summary.count(Change.MTIME)));
    line("");
    line("PATHS");
  }

  private static String kinds(Map<String, Long> kinds, long bytes) {
    if (kinds.isEmpty()) {
      return "0";
    }
    List<String> parts = new ArrayList<>();
    long sum = 0;
    for (Map.Entry<String, Long> kind : kinds.entrySet()) {
      parts.add(kind.getKey() + " " + Figures.count(kind.getValue()));
      sum += kind.getValue();
    }
    return "%s (%s), %s"
        .formatted(Figures.count(sum), String.join(", ", parts), Figures.bytes(bytes));
  }

  private void packages() {
    line("");
    line("PACKAGES");
    if (headers.packages().isEmpty()) {
      line("  no change");
    }
    for (PackageChange change : headers.packages()) {
      String versions =
          change.before().isEmpty() || change.after().isEmpty()
              ? change.before() + change.after()
              : change.before() + " -> " + change.after();
      line(
          Inert.text(
              "  %-10s %s %s %s"
                  .formatted(change.word(), change.name(), versions, change.architecture())
                  .stripTrailing()));
    }
  }

  private void rules() {
    if (headers.rulesAdded().isEmpty() && headers.rulesRemoved().isEmpty()) {
      return;
    }
    line("");
    line("EXCLUDE RULES");
    headers.rulesAdded().forEach(rule -> line("  added      " + rule));
    headers.rulesRemoved().forEach(rule -> line("  removed    " + rule));
  }

  @Override
  public void difference(Difference difference) {
    Seen shown = difference.shown();
    List<String> details = new ArrayList<>();
    if (difference.change() == Change.MOVED && difference.from() != null) {
      details.add("from " + difference.from().path());
    }
    if (difference.from() == null || difference.to() == null) {
      details.add(whole(shown));
    }
    for (Aspect aspect : difference.aspects()) {
      if (!aspect.isMtime() || difference.change() == Change.MTIME) {
        details.add(words(aspect));
      }
    }
    details.removeIf(String::isEmpty);
    String detail = details.isEmpty() ? "" : "  " + String.join("; ", details);
    line(difference.change().sign() + " " + shown.path() + slash(shown) + detail);
  }

  private static String slash(Seen shown) {
    return shown.inode() instanceof Entry.Directory && !shown.path().isRoot() ? "/" : "";
  }

  private static String words(Aspect aspect) {
    return aspect.name().equals("content")
        ? aspect.before() + " -> " + aspect.after()
        : aspect.inWords();
  }

  /// What there is to say of what only one side has.
  private static String whole(Seen seen) {
    if (seen.linkedTo().isPresent()) {
      return "another name of " + seen.linkedTo().get();
    }
    return switch (seen.inode()) {
      case Entry.File file -> Figures.bytes(file.content().size());
      case Entry.Symlink link -> "symlink to " + link.target();
      case Entry.Device device -> seen.kind() + " " + Difference.number(device);
      case Entry.Fifo _ -> "fifo";
      case Entry.Directory _ -> "";
    };
  }

  @Override
  public void end() {
    out.flush();
  }
}
