package lockstep.agent.watch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.watch.Knowledge.Voice;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.FilesystemEvent;
import lockstep.images.tree.FilesystemWatch;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope.Depth;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// Says of each event of a batch what may have changed by it. Make one for each batch: a directory that was renamed since has
/// another path in the next.
///
/// A directory's path is the one it has when the event is read. If it was renamed since the event, old and new name are told of
/// too, and are looked at as trees; if it was removed, so is its name.
final class EventJudge implements FilesystemWatch.Listener {
  private final FilesystemWatch watch;
  private final Knowledge knowledge;
  private final HotFiles hot;
  private final Runnable news;
  private final Map<Bytes, Optional<RelativePath>> managedDirectories = new HashMap<>();
  private final Map<Bytes, Voice> hidden = new HashMap<>();
  private final @Nullable PathFilter filter;
  private final Where where;

  EventJudge(FilesystemWatch watch, Knowledge knowledge, HotFiles hot, Runnable news)
      throws IOException {
    this.watch = watch;
    this.knowledge = knowledge;
    this.hot = hot;
    this.news = news;
    filter = knowledge.filter();
    where = new Where(watch.rootPath(), filter);
  }

  @Override
  public void overflowed() {
    tell(knowledge.lost(FullScan.OVERFLOW));
  }

  private void tell(boolean isNews) {
    if (isNews) {
      news.run();
    }
  }

  @Override
  public void changed(FilesystemEvent event) throws IOException {
    if (filter == null) {
      return; // nobody has looked yet
    }
    Bytes handle = event.directory();
    RelativePath directory = handle == null ? null : managed(handle);
    if (directory == null) {
      hidden(event, handle == null ? Voice.QUIET : Voice.LOUD);
      return;
    }
    if (event.name().length() == 0) {
      doubt(directory, Depth.ITSELF, Voice.LOUD);
      return;
    }
    if (!directory.hasRoomFor(event.name())) {
      doubt(directory, Depth.TREE, Voice.LOUD);
      return;
    }
    RelativePath path = directory.child(event.name());
    Kind kind = event.isOfDirectory() ? Kind.DIRECTORY : Kind.FILE;
    Guarding guarding = filter.judge(path, kind);
    if (event.isOfName()) {
      named(event, path, guarding);
    } else if (guarding == Guarding.MANAGED) {
      doubt(path, Depth.ITSELF, Voice.LOUD);
    } else {
      hidden(event, Voice.LOUD);
    }
  }

  private void named(FilesystemEvent event, RelativePath path, Guarding guarding)
      throws IOException {
    if (guarding == Guarding.EXCLUDED) {
      doubt(path.parent(), Depth.ITSELF, Voice.QUIET); // whose mtime may count
      return;
    }
    if (event.isArrival()) {
      hot.forget();
    }
    doubt(path, Depth.TREE, Voice.LOUD);
  }

  /// A file was changed by a name that is not ours.
  private void hidden(FilesystemEvent event, Voice voice) throws IOException {
    Bytes file = event.object();
    if (file == null || event.isOfName() || event.isOfDirectory()) {
      return;
    }
    Voice before = hidden.get(file);
    if (before == Voice.LOUD || before == voice) {
      return;
    }
    hidden.put(file, voice);
    Stat stat = watch.stat(file);
    if (stat == null || stat.kind() == Kind.DIRECTORY) {
      return;
    }
    if (stat.links() > 1 || voice == Voice.QUIET) {
      tell(knowledge.changed(stat.inode(), voice));
    } else {
      hot.written(file);
    }
  }

  private void doubt(RelativePath path, Depth depth, Voice voice) {
    tell(knowledge.changed(path, depth, voice));
  }

  /// The directory's path, if it is managed; else null.
  private @Nullable RelativePath managed(Bytes handle) throws IOException {
    Optional<RelativePath> known = managedDirectories.get(handle);
    if (known == null) {
      known = find(handle);
      managedDirectories.put(handle, known);
    }
    return known.orElse(null);
  }

  private Optional<RelativePath> find(Bytes handle) throws IOException {
    Bytes path = watch.pathOf(handle);
    RelativePath managed = path == null ? null : where.managed(path);
    return managed != null && watch.leadsTo(managed, handle)
        ? Optional.of(managed)
        : Optional.empty();
  }
}
