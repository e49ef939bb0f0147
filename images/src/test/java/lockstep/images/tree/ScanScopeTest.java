package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.ScanScope.Depth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanScopeTest {
  @TempDir Path top;

  private static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  @Test
  void reachesWhatItNamesWhatIsBelowATreeAndTheWayThere() {
    ScanScope scope =
        ScanScope.of(
            Map.of(
                path("a/b"), Depth.TREE,
                path("a/b/c"), Depth.ITSELF,
                path("a-b"), Depth.ITSELF,
                path("d"), Depth.ITSELF,
                path("d/e/f"), Depth.ITSELF));
    assertThat(List.of(".", "a", "a/b", "a/b/c", "a/b/c/d", "a/b/x", "a-b", "d", "d/e", "d/e/f"))
        .allMatch(text -> scope.reaches(text.equals(".") ? RelativePath.ROOT : path(text)));
    assertThat(List.of("a/a", "a/bc", "a/c", "a-b/c", "d/a", "d/e/f/g", "d/f", "b", "z"))
        .noneMatch(text -> scope.reaches(path(text)));
    assertThat(List.of("a/b", "a/b/c", "a/b/x/y")).allMatch(text -> scope.isWhole(path(text)));
    assertThat(List.of("a", "a-b", "d", "d/e", "d/e/f"))
        .noneMatch(text -> scope.isWhole(path(text)));
  }

  @Test
  void allIsReachedByAllAndNothingByNothing() {
    assertThat(ScanScope.ALL.reaches(path("a/b"))).isTrue();
    assertThat(ScanScope.ALL.isWhole(RelativePath.ROOT)).isTrue();
    assertThat(ScanScope.of(Map.of()).reaches(RelativePath.ROOT)).isFalse();
    assertThat(ScanScope.of(Map.of()).isEmpty()).isTrue();
  }

  /// Of a directory it still says truly whether something in it is guarded.
  @Test
  void aScanWithinItComesToNothingElse() throws IOException {
    for (String file : List.of("a/b/x", "a/b/y", "a/c/z", "d/e", "d/f")) {
      Files.createDirectories(top.resolve(file).getParent());
      Files.createFile(top.resolve(file));
    }
    ScanScope scope = ScanScope.of(Map.of(path("a/b"), Depth.TREE, path("d/e"), Depth.ITSELF));
    List<String> seen = new ArrayList<>();
    List<String> free = new ArrayList<>();
    PathFilter filter =
        (path, _) -> path.equals(path("d/f")) ? Guarding.EXCLUDED : Guarding.MANAGED;
    try (Directory root = Directory.open(top)) {
      TreeScanner.within(scope, root, filter)
          .scan(
              new TreeVisitor() {
                @Override
                public void visit(ScannedEntry entry) throws IOException {
                  seen.add(entry.path().toString());
                  if (entry.stat().kind() == Kind.DIRECTORY && entry.mtimeIsFree()) {
                    free.add(entry.path().toString());
                  }
                }

                @Override
                public void leave(RelativePath directory) {
                  seen.add("< " + directory);
                }

                @Override
                public void guarded(RelativePath path, Guard why) {
                  seen.add("guarded " + path);
                }
              });
    }
    assertThat(seen)
        .containsExactly(
            ".", "a", "a/b", "a/b/x", "a/b/y", "< a/b", "< a", "d", "d/e", "< d", "< .");
    assertThat(free).containsExactly("d");
  }
}
