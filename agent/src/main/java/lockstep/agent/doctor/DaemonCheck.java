package lockstep.agent.doctor;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.daemon.Diary;
import lockstep.images.Problem;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether a daemon runs, and how it is.
record DaemonCheck(AgentHome home) implements Check {
  private static final String START =
      "start it (the unit lockstep-agent, or `lockstep-agent run`), unless something else calls `converge`";

  @Override
  public String name() {
    return "daemon";
  }

  @Override
  public Finding look() throws IOException {
    Optional<Diary.Entry> diary = new Diary(home.state()).read();
    if (diary.isEmpty()) {
      return Finding.warn("none ever ran here", START);
    }
    Diary.Entry entry = diary.get();
    if (!entry.isRunning()) {
      return Finding.warn("none runs; the last one polled at " + time(entry.polled()), START);
    }
    String says =
        "process %d, polled at %s, next at %s (%s)"
            .formatted(entry.pid(), time(entry.polled()), time(entry.next()), entry.cause());
    if (entry.failures() == 0) {
      return Finding.ok(says);
    }
    return Finding.warn(
        "%s; %d failures in a row%s"
            .formatted(
                says, entry.failures(), entry.trouble().map(p -> ": " + p.brief()).orElse("")),
        entry.trouble().map(Problem::next).orElse("lockstep-agent why"));
  }

  private static Object time(long epochSeconds) {
    return epochSeconds == 0 ? "no time yet" : Instant.ofEpochSecond(epochSeconds);
  }
}
