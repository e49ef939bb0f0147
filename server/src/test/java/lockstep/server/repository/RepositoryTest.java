package lockstep.server.repository;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupBases;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.delta.UnpackedGroup;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.stored.StoredStream;
import lockstep.server.capture.DirectoryTree;
import lockstep.server.capture.EntryCollector;
import lockstep.server.capture.ExcludePolicy;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.MasterSample;
import lockstep.server.diff.ReviewDigest;
import lockstep.server.gc.GarbageCollection;
import lockstep.server.rollout.By;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutState;
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.Audience;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.PassphraseSource;
import lockstep.server.signing.SignedRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
  private static final PassphraseSource PASSPHRASE = (_, _) -> "sesame".toCharArray();

  @TempDir private Path directory;
  private Path root;
  private Path master;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private KeyDirectory keys;
  private Repository repository;
  private SignedRepository signed;

  @BeforeEach
  void makeRepository() throws IOException {
    root = directory.resolve("repo");
    master = Files.createDirectory(directory.resolve("master"));
    MasterSample.fill(master);
    writeRandom("usr/lib.so", 300_000, 1);
    repository = Repository.create(root);
    keys = KeyDirectory.create(directory.resolve("keys"), 1, PASSPHRASE);
    Path online = SignedRepository.onlineKeysBeside(root);
    signed = SignedRepository.create(root, online, keys, 1, () -> now);
  }

  private void writeRandom(String path, int length, long seed) throws IOException {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    Files.write(master.resolve(path), bytes);
  }

  /// Changes a few bytes of the library and adds a file of this name.
  private StoredImage next(String label) throws IOException {
    try (RandomAccessFile library =
        new RandomAccessFile(master.resolve("usr/lib.so").toFile(), "rw")) {
      library.seek(1000);
      library.write(
          ContentHash.of(label.getBytes(java.nio.charset.StandardCharsets.UTF_8)).toArray());
    }
    MasterSample.write(master.resolve("etc/" + label), label);
    return build(label).image();
  }

  private ImageBuild.Built build(String label) throws IOException {
    ImageCapture capture =
        new ImageCapture(List.of(), ExcludePolicy.Fallback.NOTHING, 2, NO_PROGRESS);
    try (DirectoryTree tree = DirectoryTree.open(master)) {
      return new ImageBuild(repository, () -> now, ImageBuild.Recalling.UNCHANGED_FILES)
          .build(capture, tree, label, "master");
    }
  }

  private static final EntryCollector.Progress NO_PROGRESS = _ -> {};

  private Publication.Published publish(StoredImage image) throws IOException {
    return new Publication(repository, signed, () -> now, ReviewDigest::of)
        .publish(image, keys, Audience.EVERYONE, _ -> {});
  }

  private RolloutState rollback() throws IOException {
    return new Rollouts(signed, () -> now).rollback(By.unwitnessed("local:me"), "", Pull.USUAL);
  }

  private GarbageCollection.Collected collect() throws IOException {
    return new GarbageCollection(repository, signed, () -> now).collect(GarbageCollection.GRACE);
  }

  @Test
  void everyFileOfABuiltImageComesBackFromItsPacks() throws IOException {
    StoredImage image = next("one");

    assertThat(image.entries()).isGreaterThan(10);
    assertThat(readable(image)).isEqualTo((int) image.files());
    assertThat(repository.images()).containsExactly(image);
  }

  private int readable(StoredImage image) throws IOException {
    ChunkCatalog chunks = new ChunkCatalog();
    chunks.addAll(repository, image);
    int files = 0;
    try (ContentReader reader = new ContentReader(repository.layout(), chunks)) {
      for (Entry.File file : filesOf(image).values()) {
        assertThat(ContentHash.of(reader.load(file.content()))).isEqualTo(file.content().hash());
        files++;
      }
    }
    return files;
  }

  /// By ordinal.
  private Map<Integer, Entry.File> filesOf(StoredImage image) throws IOException {
    Map<Integer, Entry.File> files = new TreeMap<>();
    try (ManifestReader manifest = repository.openManifest(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file) {
          files.put((int) manifest.ordinal(), file);
        }
      }
    }
    return files;
  }

  @Test
  void theSameTreeIsTheSameImageAndStoresNothingNew() throws IOException {
    ImageBuild.Built first = build("one");
    ImageBuild.Built again = build("renamed");

    assertThat(first.newBytes()).isPositive();
    assertThat(again.newBytes()).isZero();
    assertThat(again.image().id()).isEqualTo(first.image().id());
    assertThat(repository.images()).extracting(StoredImage::label).containsExactly("renamed");
  }

  @Test
  void aBuildThatFailsLeavesNothingBehind() throws IOException {
    StoredImage one = next("one");
    List<Path> before = files();
    MasterSample.write(master.resolve("etc/lockstep/excludes.d/x.exclude"), "!\n");

    assertThatThrownBy(() -> build("two")).isInstanceOf(ProblemException.class);
    Files.delete(master.resolve("etc/lockstep/excludes.d/x.exclude"));
    collect();

    assertThat(files()).isEqualTo(before);
    assertThat(repository.images()).containsExactly(one);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("incoming.lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void bothDeltasAndTheSolidGroupsMakeEveryFileTheySpeakOf() throws IOException {
    StoredImage one = next("one");
    StoredImage two = next("two");
    publish(one);
    Publication.Published published = publish(two);

    assertThat(published.groups().deltaBytes()).isBetween(1L, 3000L);
    assertThat(madeByDelta(one, two)).isEqualTo(2);
    assertThat(madeByDelta(two, one)).isEqualTo(1);
    assertThat(madeBySolidGroups(one)).isEqualTo(distinctContents(one));
    assertThat(madeBySolidGroups(two)).isEqualTo(distinctContents(two));
    assertThat(published.release().delta(one.id(), two.id())).isPresent();
    assertThat(published.release().delta(two.id(), one.id())).isPresent();
  }

  private int distinctContents(StoredImage image) throws IOException {
    return (int)
        filesOf(image).values().stream()
            .map(file -> file.content().hash())
            .filter(hash -> !hash.equals(ContentHash.EMPTY))
            .distinct()
            .count();
  }

  private int madeByDelta(StoredImage from, StoredImage to) throws IOException {
    byte[] object = Files.readAllBytes(repository.layout().delta(from.id(), to.id()));
    try (GroupIndexReader index =
        GroupIndexReader.open(
            Files.newInputStream(repository.layout().deltaIndex(from.id(), to.id())))) {
      assertManifestPatchLeads(index.header(), object, from, to);
      return made(
          index,
          from,
          to,
          group -> ByteBuffer.wrap(object, (int) group.offset(), group.storedLength()));
    }
  }

  private void assertManifestPatchLeads(
      GroupIndexHeader header, byte[] object, StoredImage from, StoredImage to) throws IOException {
    GroupIndexHeader.ManifestPatch patch = header.manifestPatch().orElseThrow();
    ByteBuffer frame = ByteBuffer.wrap(object, 0, patch.storedLength());
    assertThat(ContentHash.of(frame)).isEqualTo(patch.digest());
    try (OffHeap prefix = OffHeap.copyOf(ByteBuffer.wrap(plainManifest(from)));
        OffHeap made = PrefixFrame.unpack(prefix, frame, to.manifestBytes())) {
      assertThat(ContentHash.of(made.buffer())).isEqualTo(to.id().hash());
    }
  }

  private byte[] plainManifest(StoredImage image) throws IOException {
    try (InputStream in =
        StoredStream.decompressing(
            Files.newInputStream(repository.layout().manifest(image.id())),
            image.manifestBytes())) {
      return in.readAllBytes();
    }
  }

  private int madeBySolidGroups(StoredImage image) throws IOException {
    try (GroupIndexReader index =
        GroupIndexReader.open(Files.newInputStream(repository.layout().solidIndex(image.id())))) {
      return made(
          index,
          image,
          image,
          group -> ByteBuffer.wrap(Files.readAllBytes(repository.layout().solid(group))));
    }
  }

  private interface Frames {
    ByteBuffer of(Group group) throws IOException;
  }

  /// Makes all outputs of all groups, and compares each with the files that are to have it.
  private int made(GroupIndexReader index, StoredImage from, StoredImage to, Frames frames)
      throws IOException {
    Map<Integer, Entry.File> files = filesOf(to);
    int outputs = 0;
    for (Group group = index.next(); group != null; group = index.next()) {
      try (GroupBases bases = bases(group, from);
          UnpackedGroup unpacked = UnpackedGroup.unpack(group, bases, frames.of(group))) {
        for (int i = 0; i < group.outputs().size(); i++) {
          List<Integer> entries = group.outputs().get(i).entries();
          outputs += entries.isEmpty() ? 0 : 1; // dead ones stay in a group that was kept
          unpacked.make(
              i,
              content ->
                  assertThat(entries)
                      .allMatch(entry ->
                          requireNonNull(files.get(entry))
                              .content()
                              .hash()
                              .equals(ContentHash.of(content))));
        }
      }
    }
    return outputs;
  }

  private GroupBases bases(Group group, StoredImage from) throws IOException {
    ChunkCatalog chunks = new ChunkCatalog();
    chunks.addAll(repository, from);
    Map<Integer, Entry.File> files = filesOf(from);
    GroupBases bases = GroupBases.of(group.bases());
    try (ContentReader reader = new ContentReader(repository.layout(), chunks)) {
      for (int i = 0; i < group.bases().size(); i++) {
        GroupBase base = group.bases().get(i);
        Entry.File file =
            files.values().stream()
                .filter(f -> base.mayBe(f.content().hash()))
                .findFirst()
                .orElseThrow();
        bases.fill(i, reader.load(file.content()));
      }
    }
    return bases;
  }

  @Test
  void solidGroupsThatAreStillAliveAreNotMadeAgain() throws IOException {
    writeRandom("usr/large", 3_000_000, 7);
    StoredImage one = next("one");
    publish(one);
    StoredImage two = next("two");
    publish(two);

    List<ContentHash> before = solidGroups(one);
    List<ContentHash> after = solidGroups(two);
    assertThat(after).containsAnyElementsOf(before).hasSizeGreaterThan(before.size());
    assertThat(madeBySolidGroups(two)).isEqualTo(distinctContents(two));
  }

  private List<ContentHash> solidGroups(StoredImage image) throws IOException {
    List<ContentHash> digests = new ArrayList<>();
    try (GroupIndexReader index =
        GroupIndexReader.open(Files.newInputStream(repository.layout().solidIndex(image.id())))) {
      for (Group group = index.next(); group != null; group = index.next()) {
        digests.add(group.digest());
      }
    }
    return digests;
  }

  @Test
  void aThirdImageRetiresTheOldestWhoseObjectsStayForTheGracePeriod() throws IOException {
    StoredImage one = next("one");
    publish(one);
    writeRandom("usr/only-two", 100_000, 2);
    StoredImage two = next("two");
    publish(two);
    StoredImage three = next("three");
    Publication.Published published = publish(three);

    assertThat(published.retired()).containsExactly(one.id());
    assertThat(published.release().old().orElseThrow().id()).isEqualTo(two.id());
    now = now.plus(Duration.ofDays(7)).minusSeconds(1);
    assertThat(collect().images()).isEmpty();
    assertThat(readable(one)).isPositive();
    now = now.plusSeconds(1);
    GarbageCollection.Collected collected = collect();

    assertThat(collected.images()).containsExactly(one.id());
    assertThat(collected.count("deltas") + collected.count("targets")).isEqualTo(7);
    assertThat(repository.images()).containsExactlyInAnyOrder(two, three);
    assertThat(readable(two) + readable(three)).isPositive();
    assertThat(collect().bytes()).isZero();
  }

  @Test
  void anImageThatWasNeverPublishedIsNeverCollected() throws IOException {
    StoredImage candidate = next("one");
    now = now.plus(Duration.ofDays(1000));
    assertThat(collect().images()).isEmpty();
    assertThat(repository.images()).containsExactly(candidate);
  }

  @Test
  void packsThatNoImageNamesAreCollected() throws IOException {
    next("one");
    Path orphan = root.resolve("packs/" + "0".repeat(64) + ".pack");
    Files.writeString(orphan, "left by a crash");
    assertThat(collect().count("packs")).isEqualTo(1);
    assertThat(orphan).doesNotExist();
  }

  @Test
  void aPublishThatFailsForItsKeysLeavesTheReleaseAndMayBeRepeated() throws IOException {
    StoredImage one = next("one");
    StoredImage two = next("two");
    publish(one);
    KeyDirectory foreign = KeyDirectory.create(directory.resolve("foreign"), 1, PASSPHRASE);

    assertThatThrownBy(() ->
            new Publication(repository, signed, () -> now, ReviewDigest::of)
                .publish(two, foreign, Audience.EVERYONE, _ -> {}))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("E-KEYS");
    assertThat(signed.release().orElseThrow().current().id()).isEqualTo(one.id());
    now = now.plus(Duration.ofDays(100));
    assertThat(collect().images()).isEmpty();
    assertThat(publish(two).release().counter()).isEqualTo(2);
  }

  @Test
  void theCurrentImageIsNotPublishedAgain() throws IOException {
    StoredImage one = next("one");
    publish(one);
    assertThatThrownBy(() -> publish(one)).hasMessageContaining("E-CURRENT");
  }

  @Test
  void afterARollbackTheImageTheFleetWasSentToStaysAsOld() throws IOException {
    StoredImage one = next("one");
    publish(one);
    publish(next("two"));
    rollback();
    assertThatThrownBy(this::rollback).hasMessageContaining("E-CURRENT");
    StoredImage three = next("three");
    Publication.Published published = publish(three);

    assertThat(published.release().current().id()).isEqualTo(three.id());
    assertThat(published.release().old().orElseThrow().id()).isEqualTo(one.id());
    assertThat(signed.statement().orElseThrow().currentBelow()).isEqualTo(10_000);
  }

  @Test
  void afterARollbackEitherOfTheTwoMayBePublishedAgain() throws IOException {
    StoredImage one = next("one");
    StoredImage two = next("two");
    publish(one);
    publish(two);
    rollback();
    assertThat(publish(two).release().old().orElseThrow().id()).isEqualTo(one.id());
    rollback();
    assertThat(publish(one).release().old().orElseThrow().id()).isEqualTo(two.id());
  }

  @Test
  void withoutAnOldImageThereIsNoRollback() throws IOException {
    assertThatThrownBy(this::rollback).hasMessageContaining("E-NO-OLD");
    publish(next("one"));
    assertThatThrownBy(this::rollback).hasMessageContaining("E-NO-OLD");
  }

  @Test
  void imagesAreFoundByLabelIdOrUniquePrefix() throws IOException {
    StoredImage one = next("one");
    StoredImage two = next("two");

    assertThat(repository.find("one")).isEqualTo(one);
    assertThat(repository.find(two.id().toString())).isEqualTo(two);
    assertThat(repository.find(two.id().abbreviated())).isEqualTo(two);
    assertThatThrownBy(() -> repository.find("three")).hasMessageContaining("E-NO-IMAGE");
    MasterSample.write(master.resolve("etc/more"), "x");
    build("one");
    assertThatThrownBy(() -> repository.find("one")).hasMessageContaining("E-AMBIGUOUS");
  }

  private static List<String> told(ImageBuild.Built built) {
    return built.warnings().stream()
        .map(each -> each.code() + " " + each.path() + ": " + each.message())
        .toList();
  }

  @Test
  void aPublishedImageKeepsItsLabelWhateverItIsBuiltAgainAs() throws IOException {
    StoredImage one = next("one");
    publish(one);
    assertThat(build("one").warnings()).isEmpty();
    ImageBuild.Built asCurrent = build("tuesday");
    assertThat(asCurrent.image().label()).isEqualTo("one");
    assertThat(told(asCurrent))
        .containsExactly(
            "W-LABEL tuesday: is the same image as 'one', which is published and keeps that label");
    assertThat(asCurrent.warnings().getFirst().next()).isEqualTo("there is nothing new to publish");
    assertThat(repository.find("one").id()).isEqualTo(one.id());
    assertThatThrownBy(() -> repository.find("tuesday")).hasMessageContaining("E-NO-IMAGE");
  }

  @Test
  void theOldImageKeepsItsLabelToo() throws IOException {
    StoredImage one = next("one");
    StoredImage two = next("two");
    publish(two);
    publish(one);
    ImageBuild.Built asOld = build("tuesday");
    assertThat(asOld.image().label()).isEqualTo("two");
    assertThat(asOld.warnings().getFirst().next())
        .startsWith("to make it current again: lockstep publish ")
        .endsWith(" two");
    assertThat(repository.find("two").id()).isEqualTo(two.id());
  }

  @Test
  void aSecondImageOfTheSameLabelIsToldOfWhenItIsBuilt() throws IOException {
    StoredImage one = next("one");
    publish(one);
    MasterSample.write(master.resolve("etc/more"), "x");
    String second = "W-LABEL one: is also what %s is called".formatted(one.id().abbreviated());
    ImageBuild.Built built = build("one");
    assertThat(told(built))
        .containsExactly(second + ", which is published: the label alone names neither");
    assertThat(told(build("two"))).allMatch(told -> told.contains("not called so any more"));
    assertThat(repository.find("one").id()).isEqualTo(one.id());

    MasterSample.write(master.resolve("etc/more"), "y");
    assertThat(told(build("two")))
        .containsExactly(
            "W-LABEL two: is also what %s is called: the label alone names neither"
                .formatted(built.image().id().abbreviated()));
  }

  @Test
  void aRepositoryOfANewerFormatIsRefused() throws IOException {
    Files.writeString(
        root.resolve("lockstep.json"), "{\"format\":\"lockstep-repository\",\"version\":2}");
    assertThatThrownBy(() -> Repository.open(root)).hasMessageContaining("E-REPOSITORY-FORMAT");
    assertThatThrownBy(() -> Repository.open(directory)).hasMessageContaining("E-REPOSITORY");
  }

  @Test
  void twoWritersAtOnceAreRefused() throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      assertThatThrownBy(() -> build("one")).hasMessageContaining("E-BUSY");
    }
    build("one");
  }

  @Test
  void aFlippedBitInAManifestOrAPackIsFound() throws IOException {
    StoredImage one = next("one");
    List<Path> packs = new ArrayList<>();
    try (var found = Files.list(root.resolve("packs"))) {
      found.forEach(packs::add);
    }
    flip(packs.getFirst(), 20_000);
    assertThatThrownBy(() -> readable(one)).isInstanceOf(IntegrityException.class);
    flip(packs.getFirst(), 20_000);
    assertThat(readable(one)).isPositive();
    flip(repository.layout().manifest(one.id()), 200);
    assertThatThrownBy(() -> filesOf(one)).isInstanceOf(IOException.class);
  }

  private static void flip(Path file, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset % bytes.length] ^= 0x10;
    Files.write(file, bytes);
  }
}
