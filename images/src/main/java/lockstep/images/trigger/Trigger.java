package lockstep.images.trigger;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lockstep.excludes.PathPattern;
import lockstep.excludes.RelativePath;

/// A watch on paths, with a command to run once after a commit that changed any of them.
///
/// @param name unique among the triggers of a machine
/// @param watch matches an entry, or a directory above it
/// @param action what is done with `command`
/// @param command a program and its arguments, as the managed root sees them
/// @param order lower runs first
/// @param writes what the command makes anew by itself, and so is not compared with the image
/// @param check a command to run against the staged tree before the commit; empty for none
public record Trigger(
    String name,
    List<PathPattern> watch,
    Set<ChangeEvent> events,
    Action action,
    List<String> command,
    Duration timeout,
    int order,
    Importance importance,
    List<PathPattern> writes,
    List<String> check) {
  /// What is done when it fires.
  public enum Action {
    RUN,
    /// systemd reads its unit files anew.
    DAEMON_RELOAD,
    /// A unit that runs takes its settings anew, or is restarted where it cannot.
    RELOAD,
    /// A unit that runs is restarted.
    RESTART,
    /// It is only told: people run the command, when they choose.
    NEVER;

    /// Whether its command speaks to the service manager of a running system.
    public boolean needsSystemd() {
      return switch (this) {
        case DAEMON_RELOAD, RELOAD, RESTART -> true;
        case RUN, NEVER -> false;
      };
    }

    /// As trigger files write it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// What a failure does to the commit.
  public enum Importance {
    ORDINARY,
    /// Its failure undoes the commit.
    CRITICAL
  }

  /// Where systemd's own command is, as the managed root sees it.
  public static final String SYSTEMCTL = "/usr/bin/systemctl";

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  public static final int DEFAULT_ORDER = 50;
  static final int MAX_ORDER = 999;

  public Trigger {
    watch = List.copyOf(watch);
    events = Set.copyOf(events);
    command = List.copyOf(command);
    writes = List.copyOf(writes);
    check = List.copyOf(check);
    if (watch.isEmpty() || events.isEmpty() || command.isEmpty()) {
      throw new IllegalArgumentException("trigger " + name + " watches or does nothing");
    }
  }

  public boolean firesOn(ChangeEvent event, RelativePath path) {
    return events.contains(event) && watchOf(path).isPresent();
  }

  /// The first pattern that names this path or a directory above it.
  Optional<PathPattern> watchOf(RelativePath path) {
    return watch.stream().filter(pattern -> pattern.covers(path)).findFirst();
  }
}
