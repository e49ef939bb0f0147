package lockstep.agent.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lockstep.agent.fetch.Sources;
import lockstep.agent.source.BusyException;
import lockstep.agent.source.GoneException;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.source.Traffic;
import lockstep.images.Problem;
import lockstep.images.console.Explanation;

/// The repository's own source and the mirrors before it. Safe for many threads.
public final class Mirrors implements Sources, AutoCloseable {
  /// Opens a mirror's objects. Called when it is first asked.
  @FunctionalInterface
  public interface Opener {
    RepositorySource open(MirrorAddress address) throws IOException;
  }

  private static final String ORIGIN = "";

  private final RepositorySource origin;
  private final Opener opener;
  private final InstantSource clock;
  private final List<Source> known = new ArrayList<>();
  private final SetAside setAside;
  private final Map<Source, RepositorySource> opened = new HashMap<>();
  private final Map<Source, Problem> problems = new LinkedHashMap<>();
  private final Set<Source> served = new HashSet<>();
  private final Set<Source> busy = new HashSet<>();

  /// @param origin its caller's to close
  /// @param addresses in the order they are to be asked
  /// @param state the agent's state folder, which exists
  public Mirrors(
      RepositorySource origin,
      List<MirrorAddress> addresses,
      Opener opener,
      Path state,
      InstantSource clock)
      throws IOException {
    this.origin = origin;
    this.opener = opener;
    this.clock = clock;
    for (MirrorAddress address : new LinkedHashSet<>(addresses)) {
      known.add(mirror(address));
    }
    setAside =
        new SetAside(
            state.resolve("mirrors.json"),
            known.stream().map(Source::name).collect(Collectors.toSet()));
    known.add(
        new Source(
            ORIGIN,
            (object, offset, length, sink) -> origin.read(object, offset, length, sink::accept)));
  }

  private Source mirror(MirrorAddress address) {
    Source[] self = new Source[1];
    self[0] =
        new Source(
            address.toString(),
            (object, offset, length, sink) -> {
              open(self[0], address).read(object, offset, length, sink::accept);
              synchronized (this) {
                served.add(self[0]);
              }
            });
    return self[0];
  }

  private synchronized RepositorySource open(Source mirror, MirrorAddress address)
      throws IOException {
    RepositorySource source = opened.get(mirror);
    if (source == null) {
      source = opener.open(address);
      opened.put(mirror, source);
    }
    return source;
  }

  /// The repository's own source.
  public RepositorySource origin() {
    return origin;
  }

  @Override
  public List<Source> known() {
    return known;
  }

  @Override
  public synchronized List<Source> inOrder() {
    Instant now = clock.instant();
    return known.stream()
        .filter(source -> !busy.contains(source) && !setAside.has(source.name(), now))
        .toList();
  }

  @Override
  public synchronized void failed(Source source, String object, IOException found)
      throws IOException {
    if (found instanceof BusyException) {
      busy.add(source); // nothing is wrong with it: the next run asks it again
      return;
    }
    if (problems.containsKey(source)) {
      return; // requests that were under way
    }
    String name = source.name();
    Problem problem =
        name.equals(ORIGIN)
            ? wrongOrigin(object)
            : wrongMirror(name, object, words(found), setAside.add(name, clock.instant()));
    problems.put(source, problem);
  }

  private static Problem wrongMirror(String name, String object, String found, Duration length) {
    return new Problem(
        "E-MIRROR",
        name + (name.endsWith("/") ? "" : "/") + object,
        "%s; the mirror is not asked again for %d minutes".formatted(found, length.toMinutes()),
        "mend this mirror, or name it no more; its part came from elsewhere");
  }

  private static Problem wrongOrigin(String object) {
    return new Problem(
        "E-HASH",
        object,
        "the repository has wrong bytes; a mirror had the right ones",
        "run `lockstep fsck` on the repository");
  }

  private static String words(IOException found) {
    return found instanceof GoneException
        ? "it does not have this object"
        : Explanation.of(found).message();
  }

  /// What was found wrong with sources in this run: the first of each.
  public synchronized List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  /// What all calls have cost so far, those of the origin included.
  public synchronized Traffic traffic() {
    Traffic sum = origin.traffic();
    for (RepositorySource source : opened.values()) {
      Traffic one = source.traffic();
      sum = new Traffic(sum.bytes() + one.bytes(), sum.requests() + one.requests());
    }
    return sum;
  }

  /// Closes the mirrors; those that served well are forgiven what they did in earlier runs.
  @Override
  public synchronized void close() throws IOException {
    opened.values().forEach(RepositorySource::close);
    for (Source source : served) {
      if (!problems.containsKey(source)) {
        setAside.remove(source.name());
      }
    }
  }
}
