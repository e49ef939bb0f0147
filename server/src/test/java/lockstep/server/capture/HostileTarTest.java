package lockstep.server.capture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives that no tar program makes: each is refused by name, before anything is made of what it claims.
class HostileTarTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  @Test
  void sizesBeyondAnyFileAreRefused() throws IOException {
    for (String size : List.of("9223372036854775807", "20000000000000")) {
      refused("a file of " + size + " bytes", "size=" + size);
    }
    refused("an entry of -5 bytes", "size=-5");
  }

  @Test
  void aHoleBeyondAnyFileIsRefusedBeforeItIsRead() throws IOException {
    for (String size : List.of("9000000000000000000", "20000000000000")) {
      refused(
          "a file of " + size + " bytes",
          "GNU.sparse.map=0,0",
          "GNU.sparse.size=" + size,
          "GNU.sparse.name=x");
    }
  }

  @Test
  void attributesThatNoMachineCouldHaveAreRefused() throws IOException {
    for (String name : List.of("", "user.", "com.apple.quarantine", "system.nfs4_acl")) {
      refused("an extended attribute '" + name + "'", "SCHILY.xattr." + name + "=value");
    }
  }

  @Test
  void pathsMuchTooLongAreShownByTheirBeginning() throws IOException {
    assertThatThrownBy(() -> build("path=" + "d/".repeat(3000) + "x"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("(longer than 4095 bytes): 'd/d/")
        .hasMessageContaining("' ...")
        .message()
        .hasSizeLessThan(1000);
  }

  private void refused(String why, String... records) {
    assertThatThrownBy(() -> build(records))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-TAR")
        .hasMessageContaining(why);
  }

  /// A root and one empty file, with these records before it.
  private void build(String... records) throws IOException {
    archive.reset();
    archive.write(header('5', 0));
    ByteArrayOutputStream pax = new ByteArrayOutputStream();
    for (String record : records) {
      pax.write(framed(record));
    }
    archive.write(header('x', pax.size()));
    archive.write(Arrays.copyOf(pax.toByteArray(), (pax.size() + 511) / 512 * 512));
    archive.write(header('0', 0));
    archive.write(new byte[1024]);
    Path file = directory.resolve("hostile.tar");
    Files.write(file, archive.toByteArray());
    new MemoryChunks().take(MemoryChunks.capture(), ArchiveTree.ofTar(file));
  }

  /// A PAX record begins with its own length.
  private static byte[] framed(String record) {
    int length = record.length() + 3;
    while (length != (length + " " + record + "\n").length()) {
      length = (length + " " + record + "\n").length();
    }
    return (length + " " + record + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] header(char type, int size) {
    byte[] block = new byte[512];
    put(block, 0, type == '5' ? "./" : "x");
    put(block, 100, "0000755\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, "%011o\0".formatted(size));
    put(block, 136, "00000000000\0");
    put(block, 148, "        ");
    put(block, 156, String.valueOf(type));
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (byte value : block) {
      sum += value & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
