package lockstep.images.manifest;

import static lockstep.images.manifest.RawManifest.chunk;
import static lockstep.images.manifest.RawManifest.directory;
import static lockstep.images.manifest.RawManifest.entry;
import static lockstep.images.manifest.RawManifest.file;
import static lockstep.images.manifest.RawManifest.hole;
import static lockstep.images.manifest.RawManifest.withRoot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Arrays;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.proto.EntryMsg;
import lockstep.proto.KindMsg;
import lockstep.proto.XattrMsg;
import org.junit.jupiter.api.Test;

/// Every rule a manifest can break, and beside each refusal what must be accepted.
class HostileManifestTest {
  private static final String LONG_NAME = "n".repeat(255);

  @Test
  void pathsThatLeaveTheRootOrAreNoPathsAreRefused() {
    for (String path : new String[] {"..", "../a", "/a", "a/", "a//b", ".", "a/.", "a\0b"}) {
      refused(withRoot().add(directory("a")).add(directory(path)), "not a relative path");
    }
    refused(withRoot().add(directory(LONG_NAME + "n")), "longer than 255");
  }

  @Test
  void namesThatAreOnlyOddAreAccepted() throws IOException {
    RawManifest odd =
        withRoot()
            .add(directory("\n"))
            .add(directory("..."))
            .add(directory("..a"))
            .add(directory("A"))
            .add(directory("a"))
            .add(
                directory("x")
                    .setSharedPrefix(0)
                    .setPathSuffix(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe})));
    accepted(odd, 7);
    accepted(withRoot().add(directory(LONG_NAME)), 2);
  }

  @Test
  void aPathOverTheKernelsLimitIsRefusedAndOneAtTheLimitIsRead() throws IOException {
    accepted(deepest("n".repeat(255)), 17);
    refused(deepest("n".repeat(255)).add(nameBelowDeepest()), "longer than 4095 bytes");
  }

  /// 15 names of 255 bytes and one of 255: 4,095 bytes with the slashes.
  private static RawManifest deepest(String name) {
    RawManifest manifest = withRoot();
    StringBuilder path = new StringBuilder();
    for (int depth = 0; depth < 16; depth++) {
      path.append(depth == 0 ? "" : "/").append(name);
      manifest.add(directory(path.toString()));
    }
    return manifest;
  }

  private static EntryMsg.Builder nameBelowDeepest() {
    return directory("/x").setSharedPrefix(4095);
  }

  @Test
  void anEntryBelowASymlinkAFileOrNothingIsRefused() throws IOException {
    EntryMsg.Builder link =
        entry("a", KindMsg.KIND_SYMLINK)
            .setMode(0777)
            .setSymlinkTarget(ByteString.copyFromUtf8("/etc"));
    refused(withRoot().add(link).add(file("a/passwd")), "parent is no directory");
    refused(withRoot().add(file("a")).add(file("a/b")), "parent is no directory");
    refused(withRoot().add(file("a/b")), "parent is no directory");
    refused(
        withRoot().add(directory("a")).add(directory("b")).add(file("b/c/d")),
        "parent is no directory");
    accepted(withRoot().add(directory("a")).add(file("a/passwd")), 3);
  }

  @Test
  void theRootComesFirstAndOnceAndIsADirectory() throws IOException {
    refused(new RawManifest().add(directory("a")), "the first entry is a, not the root");
    refused(new RawManifest().add(file("")), "is the root and no directory");
    refused(new RawManifest(), "no entries");
    refused(withRoot().add(directory("")), "stands twice");
    accepted(withRoot(), 1);
  }

  @Test
  void aPathThatStandsTwiceOrOutOfOrderIsRefused() throws IOException {
    refused(withRoot().add(file("a")).add(file("a")), "stands twice");
    refused(withRoot().add(directory("a")).add(file("a")), "stands twice");
    refused(withRoot().add(file("b")).add(file("a")), "out of path order");
    refused(withRoot().add(directory("a")).add(file("a-b")).add(file("a/b")), "out of path order");
    accepted(withRoot().add(directory("a")).add(file("a/b")).add(file("a-b")), 4);
  }

  @Test
  void aHardLinkNamesALinkedFileBeforeIt() throws IOException {
    EntryMsg.Builder link = entry("b", KindMsg.KIND_HARD_LINK);
    RawManifest good = withRoot().add(file("a").setLinked(true)).add(link.clone().setLinkTo(1));
    accepted(good, 3);
    refused(
        withRoot().add(file("a").setLinked(true)).add(link.clone().setLinkTo(0)), "no linked file");
    refused(
        withRoot().add(file("a").setLinked(true)).add(link.clone().setLinkTo(2)), "no linked file");
    refused(
        withRoot().add(file("a").setLinked(true)).add(link.clone().setLinkTo(-1)),
        "no linked file");
    refused(withRoot().add(file("a")).add(link.clone().setLinkTo(1)), "no linked file");
    refused(withRoot().add(file("a").setLinked(true)), "none follows");
  }

  @Test
  void lengthsThatDoNotAddUpAreRefused() throws IOException {
    accepted(withRoot().add(file("a", chunk(1, 10))), 2);
    refused(withRoot().add(file("a", chunk(1, 10)).setSize(11)), "add up to 10 bytes");
    refused(withRoot().add(file("a", chunk(1, 0))), "a chunk of 0 bytes");
    refused(withRoot().add(file("a", chunk(1, -1))), "a chunk of 18446744073709551615");
    refused(withRoot().add(file("a", chunk(1, (256 << 10) + 1))), "a chunk of 262145 bytes");
    accepted(withRoot().add(file("a", chunk(1, 256 << 10))), 2);
    refused(
        withRoot().add(file("a", hole(1L << 62), chunk(1, 1), hole(1L << 62)).setSize(1)),
        "a hole");
    refused(
        withRoot().add(file("a", hole(1L << 62), chunk(1, 4096), hole(1L << 62)).setSize(4096)),
        "overflow");
  }

  @Test
  void holesAreLongAlignedAndNeverSideBySide() throws IOException {
    accepted(withRoot().add(file("a", hole(256 << 10))), 2);
    refused(withRoot().add(file("a", hole((256 << 10) - 4096))), "a hole of");
    refused(withRoot().add(file("a", hole((256 << 10) + 1))), "a hole of");
    refused(withRoot().add(file("a", hole(256 << 10), hole(256 << 10))), "where none may be");
    refused(withRoot().add(file("a", chunk(1, 5), hole(256 << 10))), "where none may be");
    accepted(withRoot().add(file("a", chunk(1, 4096), hole(256 << 10), chunk(2, 7))), 2);
  }

  @Test
  void hashesAreWholeAndSaidOnce() throws IOException {
    ByteString cut = RawManifest.hash(1).substring(0, 31);
    refused(withRoot().add(file("a", chunk(1, 5).setHash(cut))), "32 bytes");
    refused(
        withRoot().add(file("a", chunk(1, 5)).setContentHash(RawManifest.hash(1))),
        "beside the single chunk's");
    refused(withRoot().add(file("a", chunk(1, 5), chunk(2, 5)).clearContentHash()), "32 bytes");
    accepted(withRoot().add(file("a", chunk(1, 5), chunk(2, 5))), 2);
  }

  @Test
  void impossibleMetadataIsRefused() throws IOException {
    refused(withRoot().add(file("a").setMode(010000)), "impossible metadata");
    accepted(withRoot().add(file("a").setMode(07777)), 2);
    refused(withRoot().add(file("a").setMtimeNanos(1_000_000_000)), "impossible metadata");
    accepted(withRoot().add(file("a").setMtimeNanos(999_999_999).setMtimeSeconds(-1)), 2);
    refused(withRoot().add(file("a").setFlags(4)), "impossible metadata");
    accepted(withRoot().add(file("a").setFlags(3)), 2);
    refused(withRoot().add(file("a").setUid(-1)), "owner");
    accepted(withRoot().add(file("a").setUid(-2)), 2);
    refused(withRoot().add(entry("a", KindMsg.KIND_FIFO).setFlags(1)), "can have none");
  }

  @Test
  void attributesAreNamedSortedAndBounded() throws IOException {
    refused(withRoot().add(file("a").addXattrs(xattr("", 1))), "attribute");
    refused(withRoot().add(file("a").addXattrs(xattr("user.a\0", 1))), "attribute");
    refused(withRoot().add(file("a").addXattrs(xattr("user." + LONG_NAME, 1))), "attribute");
    refused(withRoot().add(file("a").addXattrs(xattr("user.a", (64 << 10) + 1))), "attribute");
    accepted(withRoot().add(file("a").addXattrs(xattr("user.a", 64 << 10))), 2);
    refused(
        withRoot().add(file("a").addXattrs(xattr("user.b", 1)).addXattrs(xattr("user.a", 1))),
        "unsorted");
    refused(
        withRoot().add(file("a").addXattrs(xattr("user.a", 1)).addXattrs(xattr("user.a", 1))),
        "unsorted");
    accepted(
        withRoot().add(file("a").addXattrs(xattr("user.a", 0)).addXattrs(xattr("user.b", 1))), 2);
  }

  private static XattrMsg.Builder xattr(String name, int valueBytes) {
    return XattrMsg.newBuilder()
        .setName(ByteString.copyFromUtf8(name))
        .setValue(ByteString.copyFrom(new byte[valueBytes]));
  }

  @Test
  void symlinkTargetsAreBytesOfAPossibleLength() throws IOException {
    for (byte[] target : new byte[][] {{}, {'a', 0}, new byte[4096]}) {
      refused(withRoot().add(link(target)), "symlink target");
    }
    byte[] longest = new byte[4095];
    Arrays.fill(longest, (byte) 0xfe);
    accepted(withRoot().add(link(longest)), 2);
  }

  private static EntryMsg.Builder link(byte[] target) {
    return entry("a", KindMsg.KIND_SYMLINK).setSymlinkTarget(ByteString.copyFrom(target));
  }

  @Test
  void deviceNumbersAreThoseOfLinux() throws IOException {
    EntryMsg.Builder device = entry("a", KindMsg.KIND_BLOCK_DEVICE);
    refused(withRoot().add(device.clone().setDeviceMajor(4096)), "device number 4096:0");
    refused(withRoot().add(device.clone().setDeviceMinor(1 << 20)), "device number 0:1048576");
    refused(withRoot().add(device.clone().setDeviceMinor(-1)), "device number 0:4294967295");
    accepted(withRoot().add(device.clone().setDeviceMajor(4095).setDeviceMinor(0xfffff)), 2);
  }

  @Test
  void aKindSaysOnlyWhatItHasAUseFor() {
    refused(withRoot().add(entry("a", KindMsg.KIND_UNKNOWN)), "unknown kind");
    refused(withRoot().add(entry("a", KindMsg.KIND_FILE).setKindValue(77)), "unknown kind");
    refused(withRoot().add(directory("a").setSize(1)), "no use");
    refused(withRoot().add(directory("a").setLinked(true)), "no use");
    refused(withRoot().add(file("a").setSymlinkTarget(RawManifest.hash(1))), "no use");
    refused(withRoot().add(file("a").setDeviceMinor(1)), "no use");
    refused(withRoot().add(file("a").setLinkTo(1)), "no use");
    RawManifest linked = withRoot().add(file("a").setLinked(true));
    refused(linked.add(entry("b", KindMsg.KIND_HARD_LINK).setLinkTo(1).setMode(0644)), "no use");
  }

  @Test
  void aPathThatSharesLessOrMoreThanItCouldIsRefused() {
    EntryMsg.Builder more =
        directory("b").setSharedPrefix(7).setPathSuffix(ByteString.copyFromUtf8("b"));
    refused(withRoot().add(directory("a")).add(more), "impossible path");
  }

  @Test
  void totalsThatLieAreRefused() throws IOException {
    RawManifest honest = withRoot().add(file("a", chunk(1, 5)));
    accepted(honest, 2);
    refused(withRoot().trailer(t -> t.setEntries(2)), "adds up to");
    refused(withRoot().trailer(t -> t.setFiles(1)), "adds up to");
    refused(withRoot().trailer(t -> t.setTotalBytes(1)), "adds up to");
    refused(withRoot().trailer(t -> t.setChunkReferences(1)), "adds up to");
  }

  @Test
  void aManifestOfANewerFormatSaysSo() {
    assertThatThrownBy(
            () -> RawManifest.read(withRoot().header(h -> h.setFormatVersion(2)).bytes()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("newer Lockstep");
  }

  @Test
  void impossibleChunkSizesAreRefused() {
    refused(
        withRoot().header(h -> h.setChunker(h.getChunker().toBuilder().setMaxBytes(1 << 21))),
        "impossible chunk sizes");
    refused(
        withRoot().header(h -> h.setChunker(h.getChunker().toBuilder().setAverageBytes(65_000))),
        "impossible chunk sizes");
  }

  @Test
  void aManifestCutAnywhereIsRefused() throws IOException {
    byte[] whole = withRoot().add(directory("a")).add(file("a/b", chunk(1, 5))).bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> RawManifest.read(cut)).isInstanceOf(IntegrityException.class);
    }
    assertThat(RawManifest.read(whole)).hasSize(3);
  }

  @Test
  void bytesAfterTheTrailerAreRefused() throws IOException {
    byte[] whole = withRoot().bytes();
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> RawManifest.read(longer)).isInstanceOf(IntegrityException.class);
  }

  @Test
  void aMessageOverTheLimitIsRefusedBeforeItIsAllocated() {
    byte[] claimsTwoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertThatThrownBy(() -> RawManifest.read(claimsTwoGigabytes))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("the limit is 4194304");
  }

  private static void refused(RawManifest manifest, String fault) {
    assertThatThrownBy(() -> RawManifest.read(manifest.bytes()))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining(fault);
  }

  private static void accepted(RawManifest manifest, int entries) throws IOException {
    assertThat(RawManifest.read(manifest.bytes())).hasSize(entries);
  }
}
