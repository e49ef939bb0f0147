package lockstep.agent.mirror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// Which mirrors are not asked for a while, and why longer each time: `mirrors.json` of the state folder. Not for several
/// threads.
///
///     { "setAside": [ { "mirror": "http://mirror.example/", "until": 1795689960, "times": 2 } ] }
final class SetAside {
  private static final Duration FIRST = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofDays(1);

  private record Term(Instant until, long times) {}

  private final Path file;
  private final Set<String> mirrors;
  private final Map<String, Term> terms = new LinkedHashMap<>();

  /// @param mirrors those there are now; what was remembered of others is forgotten
  SetAside(Path file, Set<String> mirrors) throws IOException {
    this.file = file;
    this.mirrors = mirrors;
    read();
  }

  /// A file that is missing or damaged remembers nothing: then bad mirrors are asked once more.
  private void read() throws IOException {
    try {
      for (Json.Object entry :
          JsonReader.readObject(Files.readAllBytes(file)).objects("setAside")) {
        Instant until = Instant.ofEpochSecond(Math.clamp(entry.whole("until"), 0, 1L << 40));
        if (mirrors.contains(entry.text("mirror"))) {
          terms.put(entry.text("mirror"), new Term(until, Math.max(1, entry.whole("times"))));
        }
      }
    } catch (NoSuchFileException | JsonException e) {
      terms.clear();
    }
  }

  /// A term that ends later than any can was written under a clock that was ahead; it is over.
  boolean has(String mirror, Instant now) {
    Term term = terms.get(mirror);
    return term != null && now.isBefore(term.until) && !term.until.isAfter(now.plus(LONGEST));
  }

  /// @return for how long
  Duration add(String mirror, Instant now) throws IOException {
    Term before = terms.get(mirror);
    long times = before == null ? 1 : before.times + 1;
    Duration length = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
    length = length.compareTo(LONGEST) < 0 ? length : LONGEST;
    terms.put(mirror, new Term(now.plus(length), times));
    write();
    return length;
  }

  /// Whatever was remembered of it is forgiven.
  void remove(String mirror) throws IOException {
    if (terms.remove(mirror) != null) {
      write();
    }
  }

  private void write() throws IOException {
    List<Json.Object> entries = new ArrayList<>();
    terms.forEach((mirror, term) -> entries.add(json(mirror, term)));
    String text = JsonWriter.pretty(Json.object().put("setAside", entries).build());
    Path partial = file.resolveSibling("." + file.getFileName());
    Files.writeString(partial, text, StandardCharsets.UTF_8);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Json.Object json(String mirror, Term term) {
    return Json.object()
        .put("mirror", mirror)
        .put("until", term.until.getEpochSecond())
        .put("times", term.times)
        .build();
  }
}
