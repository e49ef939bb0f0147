package lockstep.agent.trigger;

import java.time.Duration;

/// How a trigger's command ended.
public sealed interface TriggerOutcome {
  record Succeeded() implements TriggerOutcome {
    @Override
    public String toString() {
      return "succeeded";
    }
  }

  /// @param exitCode 1 to 255; 128 and more: ended by the signal of that number less 128
  record Failed(int exitCode) implements TriggerOutcome {
    @Override
    public String toString() {
      return "failed with exit code " + exitCode;
    }
  }

  /// It and everything it had started was killed.
  record TimedOut(Duration limit) implements TriggerOutcome {
    @Override
    public String toString() {
      return "killed after " + limit.toSeconds() + " s";
    }
  }

  record CouldNotStart(String reason) implements TriggerOutcome {
    @Override
    public String toString() {
      return "could not start: " + reason;
    }
  }

  record Skipped(String reason) implements TriggerOutcome {
    @Override
    public String toString() {
      return "skipped: " + reason;
    }
  }

  /// Its class is `never`: what it would run is for people to run.
  record LeftToPeople(String command) implements TriggerOutcome {
    @Override
    public String toString() {
      return "left to you: " + command;
    }
  }

  /// Whether what the trigger is for did not happen although it was meant to.
  default boolean isFailure() {
    return switch (this) {
      case Succeeded(), Skipped(_), LeftToPeople(_) -> false;
      case Failed(_), TimedOut(_), CouldNotStart(_) -> true;
    };
  }
}
