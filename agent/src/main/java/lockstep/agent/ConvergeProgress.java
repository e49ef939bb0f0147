package lockstep.agent;

import lockstep.agent.converge.Watcher;
import lockstep.agent.stage.Stager;
import lockstep.images.console.Console;
import lockstep.images.console.Progress;
import org.jspecify.annotations.Nullable;

/// Shows a converge on the console. Phases come from one thread, bytes from any.
final class ConvergeProgress implements Watcher {
  private final Console console;
  private @Nullable Progress bar;

  ConvergeProgress(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void phase(Phase phase) {
    endBar();
    switch (phase) {
      case SCAN -> console.note("scanning");
      case COMMIT -> console.note("committing");
      case TRIGGERS -> console.note("running triggers");
      case CHECKS -> console.note("running checks");
      case PROBES -> console.note("running probes");
      case CLOSING_SCAN -> console.note("scanning again");
      case RECOVER, REFRESH, STAGE, DONE -> {}
    }
  }

  @Override
  public Stager.Progress staging(long bytesToStage) {
    return new Stager.Progress(
        toFetch -> {
          if (toFetch > 0) {
            begin("fetching", toFetch);
          }
        },
        this::advance,
        bytes -> {
          begin("staging", bytesToStage);
          advance(bytes);
        });
  }

  private @Nullable String label;

  private synchronized void begin(String what, long total) {
    if (!what.equals(label)) {
      endBar();
      bar = console.progress(what, Progress.Measure.BYTES, total);
      label = what;
    }
  }

  private synchronized void advance(long bytes) {
    if (bar != null) {
      bar.advance(bytes);
    }
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    label = null;
  }
}
