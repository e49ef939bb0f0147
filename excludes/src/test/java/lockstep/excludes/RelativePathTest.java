package lockstep.excludes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RelativePathTest {
  private static RelativePath path(String text) {
    return RelativePath.of(text);
  }

  @Test
  void aPathIsJoinedAndCutAgain() {
    assertThat(path("a/b").resolve(path("c/d"))).isEqualTo(path("a/b/c/d"));
    assertThat(path("a/b/c/d").below(path("a/b"))).isEqualTo(path("c/d"));
  }

  @Test
  void theRootAddsNothing() {
    assertThat(RelativePath.ROOT.resolve(path("a"))).isEqualTo(path("a"));
    assertThat(path("a").resolve(RelativePath.ROOT)).isEqualTo(path("a"));
    assertThat(path("a/b").below(RelativePath.ROOT)).isEqualTo(path("a/b"));
    assertThat(path("a/b").below(path("a/b"))).isEqualTo(RelativePath.ROOT);
  }

  @Test
  void whatOnlyBeginsWithTheSameLettersIsNotBelow() {
    assertThatIllegalArgumentException().isThrownBy(() -> path("ab/c").below(path("a")));
  }

  @Test
  void noPathGetsTooLong() {
    RelativePath half = path("x".repeat(255) + ("/" + "y".repeat(255)).repeat(8));
    assertThatIllegalArgumentException().isThrownBy(() -> half.resolve(half));
  }
}
