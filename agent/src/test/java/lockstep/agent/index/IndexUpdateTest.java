package lockstep.agent.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexUpdateTest {
  private static final ContentHash HASH = ContentHash.of(new byte[] {1});

  @TempDir Path scratch;
  private Path index;

  @BeforeEach
  void setUp() throws IOException {
    index = scratch.resolve("index");
    Files.createDirectory(scratch.resolve("root"));
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(scratch.resolve("root").resolve(name), name);
    }
    try (IndexWriter writer = IndexWriter.create(index)) {
      for (String name : List.of("a", "b", "c")) {
        writer.add(IndexEntry.of(RelativePath.of(name), stat(name), List.of(), HASH));
      }
    }
  }

  private Stat stat(String name) throws IOException {
    try (Directory root = Directory.open(scratch.resolve("root"))) {
      return root.stat(Bytes.of(name));
    }
  }

  /// What one more name does.
  private Stat linked(String name) throws IOException {
    Stat before = stat(name);
    Stat now = before;
    for (int i = 0; now.ctimeNanos() == before.ctimeNanos(); i++) {
      Files.createLink(scratch.resolve(name + i), scratch.resolve("root").resolve(name));
      now = stat(name);
    }
    return now;
  }

  private @Nullable IndexEntry find(String name) throws IOException {
    try (IndexReader reader = IndexReader.open(index)) {
      return reader.find(RelativePath.of(name));
    }
  }

  private void move(String name, Stat then, Stat now) throws IOException {
    try (IndexUpdate update = IndexUpdate.of(index)) {
      update.moved(RelativePath.of(name), then, now);
      update.finish();
    }
  }

  @Test
  void anInodeWithOneMoreNameIsStillKnownAndTheOthersToo() throws IOException {
    Stat then = stat("b");
    Stat now = linked("b");

    move("b", then, now);

    IndexEntry entry = Objects.requireNonNull(find("b"));
    assertThat(entry.describes(now)).isTrue();
    assertThat(entry.hash()).isEqualTo(HASH);
    List<String> paths = new ArrayList<>();
    try (IndexReader reader = IndexReader.open(index)) {
      for (IndexEntry next = reader.next(); next != null; next = reader.next()) {
        paths.add(next.path().toString());
      }
    }
    assertThat(paths).containsExactly("a", "b", "c");
  }

  @Test
  void whatTheIndexDidNotKnowRightBeforeIsForgotten() throws IOException {
    Files.writeString(scratch.resolve("root/b"), "d");
    Stat then = stat("b");

    move("b", then, linked("b"));

    assertThat(find("b")).isNull();
    assertThat(find("c")).isNotNull();
  }

  @Test
  void whatWasWrittenMeanwhileIsForgotten() throws IOException {
    Stat then = stat("b");
    Stat link = linked("b");
    Files.writeString(scratch.resolve("root/b"), "longer");

    move("b", then, stat("b"));

    assertThat(find("b")).isNull();
    assertThat(link.inode()).isEqualTo(then.inode());
  }

  @Test
  void anUpdateThatIsNotFinishedChangesNothing() throws IOException {
    byte[] before = Files.readAllBytes(index);
    try (IndexUpdate update = IndexUpdate.of(index)) {
      update.moved(RelativePath.of("b"), stat("b"), linked("b"));
    }
    assertThat(index).hasBinaryContent(before);
  }

  @Test
  void aPathThatIsNotInTheIndexIsPassedOver() throws IOException {
    move("bb", stat("b"), stat("b"));
    assertThat(find("a")).isNotNull();
    assertThat(find("c")).isNotNull();
  }
}
