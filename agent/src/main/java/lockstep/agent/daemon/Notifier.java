package lockstep.agent.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.images.console.Inert;
import lockstep.images.tree.DatagramSender;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Tells systemd how the service is, by the protocol of `sd_notify`: datagrams of lines to the socket that `NOTIFY_SOCKET` names.
/// Without one nobody is told. A socket that is gone or full is not the daemon's trouble. Safe for many threads.
public final class Notifier implements AutoCloseable {
  private static final int MAX_STATUS_LETTERS = 400;

  private final @Nullable DatagramSender sender;

  private Notifier(@Nullable DatagramSender sender) {
    this.sender = sender;
  }

  /// @param environment of this process
  public static Notifier of(Map<String, String> environment) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    try {
      return new Notifier(address.isEmpty() ? null : DatagramSender.to(Bytes.of(address)));
    } catch (SystemCallException | IllegalArgumentException e) {
      return new Notifier(null); // a socket of a kind that only systemd's own tools know
    }
  }

  void ready() {
    send("READY=1");
  }

  void stopping() {
    send("STOPPING=1\nSTATUS=stopping");
  }

  void watchdog() {
    send("WATCHDOG=1");
  }

  void status(String line) {
    String inert = Inert.text(line);
    send("STATUS=" + inert.substring(0, Math.min(inert.length(), MAX_STATUS_LETTERS)));
  }

  private void send(String lines) {
    if (sender == null) {
      return;
    }
    try {
      sender.send(lines.getBytes(StandardCharsets.UTF_8));
    } catch (SystemCallException e) {
      // systemd is restarting, or overrun: what counts is said again
    }
  }

  @Override
  public void close() {
    if (sender != null) {
      sender.close();
    }
  }
}
