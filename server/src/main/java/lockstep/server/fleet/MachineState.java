package lockstep.server.fleet;

import java.util.Locale;
import java.util.Optional;

/// How a machine is, in one word; what somebody should look at comes first.
public enum MachineState {
  /// Nothing it says is believed any more.
  REVOKED,
  /// There are two with its key, or it went back in time.
  CLONED,
  /// It has not been heard from for longer than it said it would.
  SILENT,
  /// The same failure, again and again.
  STUCK,
  /// It has to be brought to the same image again and again.
  FLAPPING,
  FAILED,
  /// A critical trigger or probe, or a person there, took the image back, and it stays off it.
  UNDONE,
  /// It matches neither image, and nothing is said to be wrong.
  DIFFERS,
  /// It is where it should not stay, until a window opens or its stage comes.
  WAITING,
  /// It enrolled and has not reported yet.
  NEW,
  /// It was measured to be the image that it should be.
  RIGHT;

  /// What calls for a person.
  public boolean isTrouble() {
    return compareTo(DIFFERS) <= 0;
  }

  public static Optional<MachineState> parse(String word) {
    for (MachineState state : values()) {
      if (state.toString().equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /// As people read it: `silent`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
