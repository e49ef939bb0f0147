package lockstep.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.agent.assignment.Order;
import lockstep.agent.assignment.OrderFile;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.converge.Decision;
import lockstep.agent.converge.Memory;
import lockstep.agent.daemon.Diary;
import lockstep.agent.report.ReportJson;
import lockstep.agent.window.Windows;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;

/// Why a machine is where it is, from its own memory: what it is, what it should be, why not yet, when it goes on.
///
/// @param diary what the daemon last wrote of itself
record Situation(
    String machine,
    List<String> groups,
    Memory.Facts facts,
    Optional<Order> order,
    Windows windows,
    Optional<Diary.Entry> diary,
    Instant now) {
  static Situation of(AgentHome home, Windows windows, Instant now) throws IOException {
    return new Situation(
        home.machineId(),
        MachineOptions.groups(home),
        home.memory().recall(),
        new OrderFile(home.state()).read(),
        windows,
        new Diary(home.state()).read(),
        now);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "machine    " + machine + (groups.isEmpty() ? "" : " in " + String.join(", ", groups)));
    lines.add("is         " + image() + ago(facts.epochSeconds()));
    facts.decision().ifPresent(decision -> lines.add("should be  " + wanted(decision)));
    facts.decision().flatMap(Decision::notYet).ifPresent(why -> add(lines, "not yet    ", why));
    lines.addAll(holds());
    order.ifPresent(given -> lines.add("order      " + text(given)));
    if (facts.verified() > 0) {
      lines.add("verified   every byte" + ago(facts.verified()));
    }
    lines.add("windows    " + windowText());
    diary.flatMap(Diary.Entry::trouble).ifPresent(problem -> add(lines, "trouble    ", problem));
    lines.add("next       " + next());
    watch().ifPresent(text -> lines.add("watch      " + text));
    diary.ifPresent(entry ->
        lines.add("reported   " + (entry.heard() == 0 ? "never" : "heard" + ago(entry.heard()))));
    return lines;
  }

  /// What was undone here and is not taken again by itself.
  List<String> holds() {
    return facts.standingHolds().stream().map(hold -> "held       " + hold.sentence()).toList();
  }

  private static void add(List<String> lines, String head, Problem problem) {
    lines.add(head + Inert.text(problem.code() + ": " + problem.message()));
    if (!problem.next().isEmpty()) {
      lines.add("           next: " + Inert.text(problem.next()));
    }
  }

  /// What the root was last measured to be.
  String image() {
    if (facts.image().isPresent()) {
      return named(facts.image().get(), facts.label());
    }
    return facts.differences() > 0
        ? "neither image: %s differences".formatted(Figures.count(facts.differences()))
        : "not known: no scan has matched an image";
  }

  private static String named(ImageId image, String label) {
    return "image " + image.abbreviated() + (label.isEmpty() ? "" : " (" + Inert.text(label) + ")");
  }

  private static String wanted(Decision decision) {
    String image =
        decision.image().map(id -> named(id, decision.label())).orElse("on neither image for now");
    return "%s, by %s: %s".formatted(image, decision.by(), Inert.text(decision.because()));
  }

  private static String text(Order order) {
    String stands =
        order.kind() == Order.Kind.FORCE
            ? "while release " + order.release() + " is the newest"
            : "until " + instant(order.expires());
    return Inert.text(
        "%d, %s to image %.12s by %s, %s%s"
            .formatted(
                order.number(),
                order.kind().word(),
                order.image(),
                order.by(),
                stands,
                order.reason().isEmpty() ? "" : ": " + order.reason()));
  }

  private static String instant(long epochSeconds) {
    boolean sensible = Math.abs(epochSeconds) < Instant.MAX.getEpochSecond();
    return sensible ? Instant.ofEpochSecond(epochSeconds).toString() : "the end of time";
  }

  private String windowText() {
    String state =
        windows
            .nextChange(now)
            .map(
                change -> windows.isOpen(now) ? "; open until " + change : "; shut until " + change)
            .orElse("");
    return windows + state;
  }

  private String ago(long epochSeconds) {
    if (epochSeconds == 0) {
      return "";
    }
    Duration ago = Duration.between(Instant.ofEpochSecond(epochSeconds), now);
    return ago.isNegative()
        ? ", at " + Instant.ofEpochSecond(epochSeconds) + ", which this clock has yet to reach"
        : ", " + Figures.duration(ago.truncatedTo(ChronoUnit.SECONDS)) + " ago";
  }

  /// When the daemon polls next, and why then.
  String next() {
    Optional<Diary.Entry> running = diary.filter(Diary.Entry::isRunning);
    if (running.isEmpty()) {
      return "nobody knows: no daemon runs here (`lockstep-agent run`)";
    }
    Diary.Entry entry = running.get();
    Duration in = Duration.between(now, Instant.ofEpochSecond(entry.next()));
    String when = in.isPositive() ? "in " + Figures.duration(in) : "now";
    String failed =
        entry.failures() == 0 ? "" : ", after %d failures in a row".formatted(entry.failures());
    return "%s (%s%s), by process %d".formatted(when, entry.cause(), failed, entry.pid());
  }

  /// Whether the root is watched, and what was looked at since the daemon began.
  Optional<String> watch() {
    return diary
        .filter(Diary.Entry::isRunning)
        .flatMap(Diary.Entry::watch)
        .map(status ->
            (status.isWatching()
                    ? "since " + Instant.ofEpochSecond(status.since())
                    : "no: " + Inert.text(status.whyNot()))
                + "; "
                + status.looks());
  }

  Json.Object json() {
    Json.ObjectBuilder json =
        Json.object().put("machine", machine).put("groups", Json.texts(groups));
    Memory.json(facts).members().forEach(json::put);
    order.ifPresent(given -> json.put("standingOrder", given.toJson()));
    json.put("windows", windows.toString())
        .put("windowOpen", windows.isOpen(now))
        .put("windowChange", windows.nextChange(now).map(Instant::getEpochSecond).orElse(0L))
        .put("daemonRuns", diary.filter(Diary.Entry::isRunning).isPresent());
    diary.ifPresent(entry -> {
      json.put("nextPoll", entry.next())
          .put("nextPollCause", entry.cause())
          .put("failures", entry.failures())
          .put("heard", entry.heard());
      entry.trouble().ifPresent(problem -> json.put("trouble", ReportJson.problem(problem)));
      entry.watch().ifPresent(status -> json.put("watch", status.toJson()));
    });
    return json.build();
  }
}
