package lockstep.agent.doctor;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import lockstep.agent.converge.AgentHome;
import lockstep.agent.image.BuildDate;
import lockstep.images.ProblemException;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether this machine's clock can be right. Whether it is, the repository's signatures tell.
record ClockCheck(AgentHome home, InstantSource clock) implements Check {
  @Override
  public String name() {
    return "clock";
  }

  @Override
  public Finding look() throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      BuildDate.check(now);
    } catch (ProblemException e) {
      return Finding.bad(e.problem());
    }
    Instant lastRun = Instant.ofEpochSecond(home.memory().recall().epochSeconds());
    return now.isBefore(lastRun)
        ? Finding.bad(
            "it is %s by this clock, but the last run ended at %s".formatted(now, lastRun),
            "set this machine's clock, and let NTP keep it")
        : Finding.ok("it is " + now);
  }
}
