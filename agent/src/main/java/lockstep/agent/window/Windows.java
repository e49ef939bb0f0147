package lockstep.agent.window;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a machine may change its root by itself: in any of its windows, always if it has none.
public final class Windows {
  /// Every window opens within a week, or in the next one where the clock skips it.
  private static final int LOOKED_AHEAD_DAYS = 16;

  public static final Windows ALWAYS = new Windows(List.of());

  private final List<Window> windows;

  private Windows(List<Window> windows) {
    this.windows = windows;
  }

  /// @throws IllegalArgumentException with the reason why one of them is no window
  public static Windows parse(List<String> texts) {
    return texts.isEmpty() ? ALWAYS : new Windows(texts.stream().map(Window::parse).toList());
  }

  public boolean isOpen(Instant now) {
    try {
      return windows.isEmpty() || windows.stream().anyMatch(window -> window.isOpen(now));
    } catch (DateTimeException e) {
      return false; // a clock at the end of time shows nothing
    }
  }

  /// When that changes next, after `now`; empty where it does not, as far as anybody can see.
  public Optional<Instant> nextChange(Instant now) {
    boolean open = isOpen(now);
    try {
      return windows.stream()
          .flatMap(window -> window.edges(now, LOOKED_AHEAD_DAYS).stream())
          .filter(edge -> edge.isAfter(now) && isOpen(edge) != open)
          .min(Instant::compareTo);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// As they are written in the settings.
  @Override
  public String toString() {
    return windows.isEmpty()
        ? "always"
        : String.join(", ", windows.stream().map(Window::toString).toList());
  }
}
