package lockstep.agent.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.images.Problem;

/// What a daemon does again and again. Its failures are the daemon's to tell.
public interface Job {
  /// Reads the settings as they are now.
  Timetable timetable() throws IOException;

  /// Finishes what an interrupted run began.
  void recover() throws IOException, InterruptedException;

  Round converge() throws IOException, InterruptedException;

  /// Tells the server how the last [#converge] ended.
  ///
  /// @param next when the daemon means to come again
  Heard report(Duration next) throws IOException, InterruptedException;

  /// Waits, for about a minute, until the server has something to say to this machine that the last report's answer did not say.
  /// Called in another thread than the rest, and only between [#report] and [#converge].
  ///
  /// @throws IOException when there is nobody to listen to for now
  News listen() throws IOException, InterruptedException;

  /// There is nothing to do for minutes to come.
  void rest();

  /// How a converge ended.
  ///
  /// @param summary a line for people
  /// @param problems in the order in which they are to be told
  /// @param again whether it could not do its work, so that it is worth coming again soon
  /// @param retryAfter what a server asked for that does not serve now
  /// @param opens when what was put off for a window may be done
  record Round(
      String summary,
      List<Problem> problems,
      Again again,
      Optional<Duration> retryAfter,
      Optional<Window> opens) {
    public Round {
      problems = List.copyOf(problems);
    }
  }

  enum Again {
    SOON,
    IN_TIME
  }

  /// @param closes empty: it does not, as far as can be seen
  record Window(Instant opens, Optional<Instant> closes) {}

  /// What became of a report, which has been told.
  ///
  /// @param pollAfter when the server asks to be asked again; zero: it does not
  /// @param news whether an order began or ended
  record Heard(
      By by,
      Optional<Problem> problem,
      Again again,
      Optional<Duration> retryAfter,
      Duration pollAfter,
      News news) {
    /// There is no server to tell.
    public static final Heard NOT_ASKED =
        new Heard(
            By.NOBODY, Optional.empty(), Again.IN_TIME, Optional.empty(), Duration.ZERO, News.NONE);

    /// The server has the report.
    public static Heard well(Duration pollAfter, News news) {
      return new Heard(
          By.SERVER, Optional.empty(), Again.IN_TIME, Optional.empty(), pollAfter, news);
    }

    /// As far as is known, nobody has it.
    public static Heard not(Problem problem, Again again, Optional<Duration> retryAfter) {
      return new Heard(
          By.NOBODY, Optional.of(problem), again, retryAfter, Duration.ZERO, News.NONE);
    }
  }

  /// Who has the report.
  enum By {
    SERVER,
    NOBODY
  }

  enum News {
    NONE,
    ORDER,
    /// There is no server, or it lets nobody wait.
    NOBODY_SPEAKS
  }
}
