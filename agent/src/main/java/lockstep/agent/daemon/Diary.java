package lockstep.agent.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lockstep.agent.report.ReportJson;
import lockstep.agent.root.DurableFile;
import lockstep.agent.watch.WatchStatus;
import lockstep.images.Problem;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;

/// What the daemon tells others on the machine of itself: `daemon.json` of the state folder.
public final class Diary {
  /// @param pid of the daemon
  /// @param started when that process began, by which another one of the same number is told from it
  /// @param polled when the last poll ended
  /// @param next when the next is due, and by whose word: `schedule`, `server`, `window` or `back-off`
  /// @param failures how many polls failed in a row
  /// @param heard when a server last took a report; 0: never
  /// @param trouble what went wrong in the last poll
  /// @param watch whether it watches the root; empty from an older agent
  public record Entry(
      long pid,
      long started,
      long polled,
      long next,
      String cause,
      long failures,
      long heard,
      Optional<Problem> trouble,
      Optional<WatchStatus> watch) {
    /// Whether that daemon runs.
    public boolean isRunning() {
      return pid > 0
          && ProcessHandle.of(pid)
              .filter(process -> startOf(process) == started && process.isAlive())
              .isPresent();
    }

    Json.Object toJson() {
      Json.ObjectBuilder json =
          Json.object()
              .put("pid", pid)
              .put("started", started)
              .put("polled", polled)
              .put("next", next)
              .put("cause", cause)
              .put("failures", failures)
              .put("heard", heard);
      trouble.ifPresent(problem -> json.put("trouble", ReportJson.problem(problem)));
      watch.ifPresent(status -> json.put("watch", status.toJson()));
      return json.build();
    }
  }

  private final Path file;

  /// @param state the agent's state folder, which exists
  public Diary(Path state) {
    file = state.resolve("daemon.json");
  }

  static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /// Empty where no daemon ever ran, or what it wrote is damaged.
  public Optional<Entry> read() throws IOException {
    try {
      Json.Object json = JsonReader.readObject(Files.readAllBytes(file));
      return Optional.of(
          new Entry(
              json.whole("pid"),
              json.whole("started"),
              json.whole("polled"),
              json.whole("next"),
              json.text("cause"),
              json.whole("failures"),
              json.whole("heard"),
              json.find("trouble").isPresent()
                  ? Optional.of(ReportJson.problem(json.object("trouble")))
                  : Optional.empty(),
              json.find("watch").isPresent()
                  ? Optional.of(WatchStatus.parse(json.object("watch")))
                  : Optional.empty()));
    } catch (NoSuchFileException | JsonException e) {
      return Optional.empty();
    }
  }

  void write(Entry entry) throws IOException {
    DurableFile.replace(file, JsonWriter.pretty(entry.toJson()).getBytes(StandardCharsets.UTF_8));
  }
}
