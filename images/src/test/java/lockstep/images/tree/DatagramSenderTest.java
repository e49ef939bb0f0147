package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramSenderTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path scratch;

  @Test
  void aDatagramArrivesWholeAtAPath() throws SystemCallException {
    arrives(scratch.resolve("notify").toString());
  }

  @Test
  void aDatagramArrivesWholeAtANameInNoFilesystem() throws SystemCallException {
    arrives("@lockstep-test-" + ProcessHandle.current().pid());
  }

  private static void arrives(String address) throws SystemCallException {
    try (DatagramReceiver receiver = DatagramReceiver.at(address);
        DatagramSender sender = DatagramSender.to(Bytes.of(address))) {
      sender.send("READY=1\nSTATUS=wohlauf, grün".getBytes(StandardCharsets.UTF_8));
      sender.send("WATCHDOG=1".getBytes(StandardCharsets.UTF_8));
      assertThat(receiver.next(SOON)).contains("READY=1\nSTATUS=wohlauf, grün");
      assertThat(receiver.next(SOON)).contains("WATCHDOG=1");
      assertThat(receiver.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void aReceiverThatIsGoneOrDoesNotReadIsAnErrorAtOnce() throws SystemCallException {
    Path path = scratch.resolve("notify");
    try (DatagramSender sender = DatagramSender.to(Bytes.of(path.toString()))) {
      assertThatThrownBy(() -> sender.send(new byte[] {1}))
          .isInstanceOfSatisfying(
              SystemCallException.class,
              e -> assertThat(e.errno()).isEqualTo(SystemCallException.ENOENT));
      try (DatagramReceiver idle = DatagramReceiver.at(path.toString())) {
        assertThatThrownBy(() -> fill(sender))
            .isInstanceOfSatisfying(
                SystemCallException.class,
                e -> assertThat(e.errno()).isEqualTo(SystemCallException.EAGAIN));
        assertThat(idle.next(SOON)).isPresent();
      }
    }
  }

  private static void fill(DatagramSender sender) throws SystemCallException {
    byte[] page = new byte[4096];
    for (int i : IntStream.range(0, 1_000_000).toArray()) {
      page[0] = (byte) i;
      sender.send(page);
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String wrong : new String[] {"", "notify", "/" + "x".repeat(107)}) {
      assertThatThrownBy(() -> DatagramSender.to(Bytes.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Unix socket");
    }
  }
}
