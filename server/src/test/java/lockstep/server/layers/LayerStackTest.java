package lockstep.server.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.ProblemException;
import lockstep.server.tar.TarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerStackTest {
  private static final String ROOT = ". dir 755";

  @TempDir private Path directory;
  private final List<TarFile> archives = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (TarFile archive : archives) {
      archive.close();
    }
  }

  private Layer layer(Layer.Rules rules, String... entries) throws IOException {
    Path file = directory.resolve(archives.size() + ".tar");
    int mode = 0700 + archives.size();
    archives.add(TarFile.open(LayerText.write(file, mode, entries)));
    return new Layer("L" + (archives.size() - 1), archives.getLast(), rules);
  }

  private Layer changes(String... entries) throws IOException {
    return layer(Layer.Rules.CHANGES, entries);
  }

  /// What the layers make, a line for each path.
  private static List<String> tree(Layer... layers) throws IOException {
    LayerStack stack = LayerStack.of(List.of(layers));
    List<String> lines = new ArrayList<>();
    Map<Integer, RelativePath> first = new HashMap<>();
    stack.walk(
        new LayerStack.Visitor() {
          @Override
          public void node(Entry.Inode node) {
            lines.add(
                switch (node) {
                  case Entry.Directory d -> "%s dir %o".formatted(d.path(), d.metadata().mode());
                  case Entry.Symlink s -> "%s -> %s".formatted(s.path(), s.target());
                  default -> node.path() + " " + node.getClass().getSimpleName();
                });
          }

          @Override
          public void implied(Entry.Directory implied) {
            node(implied);
          }

          @Override
          public void file(RelativePath path, int file) throws IOException {
            RelativePath known = first.putIfAbsent(file, path);
            lines.add(path + (known == null ? " " + content(stack.file(file)) : " = " + known));
          }
        });
    return lines;
  }

  private static String content(LayerStack.StackedFile file) throws IOException {
    byte[] bytes = new byte[(int) file.size() + 1];
    int length = 0;
    for (int read = 0;
        read >= 0;
        read = file.content().read(bytes, length, bytes.length - length)) {
      length += read;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void assertRefused(String fault, Layer... layers) {
    assertThatThrownBy(() -> tree(layers))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("E-OCI-LAYER ")
        .hasMessageContaining(fault);
  }

  @Test
  void theUpperLayersFileStandsAndTheRestStays() throws IOException {
    assertThat(
            tree(
                changes("dir .", "dir a", "file a/x one", "file a/y two"),
                changes("dir a", "file a/x three")))
        .containsExactly(". dir 700", "a dir 701", "a/x three", "a/y two");
  }

  @Test
  void aWhiteoutHidesAFileAndAWholeDirectory() throws IOException {
    assertThat(
            tree(
                changes("dir a", "file a/x 1", "dir b", "dir b/c", "file b/c/x 2", "file d 3"),
                changes("file .wh.b ", "file a/.wh.x ", "file .wh.nothing ")))
        .containsExactly(ROOT, "a dir 700", "d 3");
  }

  @Test
  void aWhiteoutHidesNothingOfItsOwnLayerWhereverItStands() throws IOException {
    Layer lower = changes("dir a", "file a/old 1", "dir a/b", "file a/b/old 2");
    for (String[] upper :
        new String[][] {
          {"file .wh.a ", "dir a", "file a/new 3"},
          {"dir a", "file a/new 3", "file .wh.a "},
        }) {
      assertThat(tree(lower, changes(upper)).stream().map(l -> l.split(" ", -1)[0]))
          .containsExactly(".", "a", "a/new");
    }
  }

  @Test
  void anOpaqueWhiteoutHidesWhatADirectoryHeldAndNotTheDirectory() throws IOException {
    Layer lower = changes("dir a", "file a/old 1", "dir a/b", "file a/b/old 2", "file ab 4");
    assertThat(tree(lower, changes("dir a", "file a/new 3", "file a/.wh..wh..opq ")))
        .containsExactly(ROOT, "a dir 701", "a/new 3", "ab 4");
    assertThat(tree(lower, changes("file .wh..wh..opq ", "file new 5")))
        .containsExactly(ROOT, "new 5");
  }

  @Test
  void whatWasHiddenComesBackOnlyWhereAnUpperLayerHasIt() throws IOException {
    assertThat(
            tree(
                changes("dir a", "file a/x 1", "file a/y 2"),
                changes("file .wh.a "),
                changes("dir a", "file a/y 3")))
        .containsExactly(ROOT, "a dir 702", "a/y 3");
  }

  @Test
  void aFileInThePlaceOfADirectoryReplacesAllOfIt() throws IOException {
    Layer lower = changes("dir a", "file a/x 1", "dir a/b", "file a/b/x 2");
    Layer upper = changes("file a 3");
    assertThat(tree(lower, upper)).containsExactly(ROOT, "a 3");
    assertThat(tree(lower, upper, changes("dir a"))).containsExactly(ROOT, "a dir 702");
  }

  @Test
  void directoriesThatNoLayerHasAreMade() throws IOException {
    assertThat(tree(changes("file a/b/c 1")))
        .containsExactly(ROOT, "a dir 755", "a/b dir 755", "a/b/c 1");
    assertThat(tree(changes("dir a", "dir a/b"), changes("file .wh.a ", "file a/b/c 1")))
        .containsExactly(ROOT, "a dir 755", "a/b dir 755", "a/b/c 1");
  }

  @Test
  void hardLinksShareAFileAcrossLayersAndOutliveItsFirstName() throws IOException {
    Layer lower = changes("dir a", "file a/x 1", "hard b a/x", "hard c b");
    assertThat(tree(lower)).containsExactly(ROOT, "a dir 700", "a/x 1", "b = a/x", "c = a/x");
    assertThat(tree(lower, changes("hard a/y c", "file a/.wh.x ")))
        .containsExactly(ROOT, "a dir 700", "a/y 1", "b = a/y", "c = a/y");
    assertThat(tree(lower, changes("file a/x 2")))
        .containsExactly(ROOT, "a dir 700", "a/x 2", "b 1", "c = b");
  }

  @Test
  void aHardLinkToASymlinkOrAFifoIsOneOfItsOwn() throws IOException {
    assertThat(tree(changes("symlink a to", "hard b a", "fifo c", "hard d c", "hard e b")))
        .containsExactly(ROOT, "a -> to", "b -> to", "c Fifo", "d Fifo", "e -> to");
  }

  @Test
  void namesThatLeaveTheTreeAreRefused() throws IOException {
    assertRefused("..", changes("file ../x 1"));
    assertRefused("..", changes("dir a", "file a/../../x 1"));
    assertRefused("an absolute name", changes("file /etc/passwd 1"));
    assertRefused("is the root and no directory", changes("symlink . /etc"));
    assertThat(tree(changes("file ./..x 1"))).containsExactly(ROOT, "..x 1");
  }

  @Test
  void entriesThatAnUnpackerWouldFollowASymlinkForAreRefused() throws IOException {
    String fault = "lies below a, which is a symlink";
    assertRefused(fault, changes("symlink a /etc", "file a/passwd 1"));
    assertRefused(fault, changes("symlink a /etc"), changes("file a/passwd 1"));
    assertRefused(fault, changes("symlink a /etc"), changes("file a/b/passwd 1"));
    assertRefused(fault, changes("symlink a /etc"), changes("file a/.wh.passwd "));
    assertRefused(fault, changes("symlink a /etc"), changes("file a/.wh..wh..opq ", "file a/x 1"));
    assertRefused(fault, changes("symlink a /etc"), changes("file a/x 1"), changes("dir a"));
    assertRefused("which is no directory", changes("file a 1"), changes("file a/x 1"));
  }

  @Test
  void aDirectoryThatReplacesASymlinkHoldsWhatItsLayerHas() throws IOException {
    assertThat(tree(changes("symlink a /etc"), changes("file .wh.a ", "dir a", "file a/x 1")))
        .containsExactly(ROOT, "a dir 701", "a/x 1");
  }

  @Test
  void aSymlinkThatIsADirectoryTooInTheSameLayerIsRefused() throws IOException {
    String fault = "stands twice, as a directory and as no directory";
    assertRefused(fault, changes("dir a", "symlink a /etc"));
    assertRefused(fault, changes("symlink a /etc", "file b 1", "dir a", "file a/x 1"));
    assertThat(tree(changes("file a 1", "symlink a b"))).containsExactly(ROOT, "a -> b");
  }

  @Test
  void hardLinksToWhatIsNotThereAreRefused() throws IOException {
    assertRefused("a hard link to not a relative path", changes("hard a ../etc/shadow"));
    assertRefused("a hard link to an absolute name", changes("hard a /etc/shadow"));
    assertRefused("a hard link to nothing", changes("hard a"));
    assertRefused("no file before it", changes("hard a b", "file b 1"));
    assertRefused("no file before it", changes("hard a a"));
    assertRefused("no file before it", changes("hard a b", "hard b a"));
    assertRefused("no file before it", changes("dir b", "hard a b"));
    assertRefused("no file before it", changes("file b 1"), changes("file .wh.b ", "hard a b"));
    assertRefused(
        "is a hard link to b/shadow, below b, which is a symlink",
        changes("symlink b /etc"),
        changes("hard a b/shadow"));
    assertRefused(
        "no file before it", changes("dir b", "file b/x 1"), changes("file .wh.b ", "hard a b/x"));
  }

  @Test
  void whiteoutsThatHideNothingThatCanBeHiddenAreRefused() throws IOException {
    assertRefused("is a whiteout of no name", changes("file .wh. "));
    assertRefused("is a whiteout of no name", changes("dir a", "file a/.wh... "));
    assertRefused("is a whiteout of no name", changes("dir a", "file a/.wh.. "));
    assertRefused("that only AUFS knows", changes("dir .wh..wh.plnk", "file .wh..wh.aufs "));
    assertRefused("no empty file", changes("symlink .wh.a /etc"));
    assertRefused("no empty file", changes("file .wh.a content"));
    assertRefused("lies below a whiteout", changes("file .wh.a/b 1"));
    assertThat(tree(changes("file .whx 1", "file a.wh.b 2")))
        .containsExactly(ROOT, ".whx 1", "a.wh.b 2");
  }

  @Test
  void aRefusalNamesItsLayer() throws IOException {
    assertRefused("in layer L1", changes("dir a"), changes("file ../x 1"));
  }

  @Test
  void inAPlainArchiveWhiteoutsAreNamesAndTheLastEntryStands() throws IOException {
    assertThat(
            tree(
                layer(
                    Layer.Rules.ARCHIVE,
                    "dir /",
                    "file /.wh.a 1",
                    "file b 2",
                    "file b 3",
                    "symlink c x",
                    "dir ./c",
                    "file c/.wh..wh..opq 4")))
        .containsExactly(". dir 700", ".wh.a 1", "b 3", "c dir 700", "c/.wh..wh..opq 4");
  }

  @Test
  void aPlainArchiveIsToHaveEveryDirectory() throws IOException {
    assertThatThrownBy(() -> tree(layer(Layer.Rules.ARCHIVE, "dir .", "file a/b 1")))
        .hasMessageContaining("E-TAR a/b: is in a, which is not there");
  }
}
