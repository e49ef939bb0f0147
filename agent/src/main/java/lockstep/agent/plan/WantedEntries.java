package lockstep.agent.plan;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import lockstep.images.Entry;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.ScanScope;
import org.jspecify.annotations.Nullable;

/// The manifest's entries with a look at the one that comes next, and a memory for those that have more names.
final class WantedEntries {
  private final ManifestReader manifest;
  private final Forbidden forbidden;
  private final ScanScope scope;
  private final Map<Long, Entry.File> firsts = new HashMap<>();
  private @Nullable Entry current;

  /// @param forbidden is shown every entry once
  /// @param scope what it does not reach is passed over
  WantedEntries(ManifestReader manifest, Forbidden forbidden, ScanScope scope) throws IOException {
    this.manifest = manifest;
    this.forbidden = forbidden;
    this.scope = scope;
    advance();
  }

  /// Null after the last.
  @Nullable Entry current() {
    return current;
  }

  /// @throws NullPointerException after the last
  Entry currentEntry() {
    return Objects.requireNonNull(current, "after the last entry");
  }

  /// Of the current entry.
  long ordinal() {
    return manifest.ordinal();
  }

  void advance() throws IOException {
    do {
      read();
    } while (scope != ScanScope.ALL && current != null && !scope.reaches(current.path()));
  }

  private void read() throws IOException {
    current = manifest.next();
    if (current instanceof Entry.File file && file.linked()) {
      firsts.put(manifest.ordinal(), file);
    }
    switch (current) {
      case Entry.Inode inode -> forbidden.look(inode, inode);
      case Entry.HardLink link -> forbidden.look(link, firstOf(link));
      case null -> {}
    }
  }

  /// The file that `link` names again.
  Entry.File firstOf(Entry.HardLink link) {
    return Objects.requireNonNull(firsts.get(link.target()), "the reader checks targets");
  }
}
