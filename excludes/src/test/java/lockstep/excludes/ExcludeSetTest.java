package lockstep.excludes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcludeSetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          !            | '!' must be followed by a pattern     | !a
          seed:        | 'seed:' must be followed by a pattern | seed: a
          seed: !a     | 'seed:' and '!' contradict            | seed: \\!a
          !seed: a     | '!' and 'seed:' contradict            | !\\seed: a
          a\\          | a backslash at the end                | a\\\\
          a\\/         | a backslash at the end                | a/
          [ab          | '[' without its ']'                   | [ab]
          [[:alpha:]   | '[' without its ']'                   | [[:alpha:]]
          [[:bogus:]]  | there is no class [:bogus:]           | [[:digit:]]
          ../a         | no path has a part '..'               | ..a
          a/./b        | no path has a part '.'                | a/.b
          a//b         | two slashes                           | a/b
          //a          | two slashes                           | /a
          /            | names the root                        | /*
          """)
  void aLineThatCanNeverMatchIsRefusedAndItsTwinIsNot(String bad, String reason, String good)
      throws Exception {
    assertThatThrownBy(() -> parse("# first\n" + bad + "\n"))
        .isInstanceOf(ExcludeSyntaxException.class)
        .hasMessageStartingWith("10-base.exclude:2: ")
        .hasMessageContaining(reason);
    assertThat(parse(good + "\n").rules()).hasSize(1);
  }

  @Test
  void aNulByteIsRefused() {
    assertThatThrownBy(() -> parse("a\0b")).hasMessageContaining("10-base.exclude:1: a NUL byte");
  }

  @Test
  void aFileOverTheLimitIsRefusedAndOneOfExactlyTheLimitIsRead() throws Exception {
    String comment = "#" + "x".repeat(ExcludeParser.MAX_FILE_BYTES - 1);
    assertThat(parse(comment).rules()).isEmpty();
    assertThatThrownBy(() -> parse(comment + "x")).hasMessageContaining("longer than");
  }

  @Test
  void theRootIsAlwaysManaged() throws Exception {
    assertThat(judge(parse("*\n/**\n"), "", EntryType.DIRECTORY)).isEqualTo(Verdict.MANAGED);
  }

  @Test
  void aSeedIsASeedUntilALaterRuleSaysOtherwise() throws Exception {
    ExcludeSet rules = parse("/etc/*.conf\nseed: /etc/host*\n/etc/hosts.deny\n!/etc/hosts.allow\n");
    assertThat(judge(rules, "etc/hostname")).isEqualTo(Verdict.SEED);
    assertThat(judge(rules, "etc/hosts.deny")).isEqualTo(Verdict.EXCLUDED);
    assertThat(judge(rules, "etc/hosts.allow")).isEqualTo(Verdict.MANAGED);
    assertThat(judge(rules, "etc/host.conf")).isEqualTo(Verdict.SEED);
    assertThat(judge(rules, "etc/passwd")).isEqualTo(Verdict.MANAGED);
  }

  @Test
  void aFileWhoseNameStartsWithSeedCanBeNamed() throws Exception {
    assertThat(judge(parse("\\seed:x\n"), "a/seed:x")).isEqualTo(Verdict.EXCLUDED);
  }

  @Test
  void aNegationInLocalRulesReachesOnlyLocalRules() throws Exception {
    ExcludeSet local =
        ExcludeSet.parse(
            "local.exclude", Bytes.of("/opt/*\n!/opt/agent\n!/var/log/apt\nseed: /var/log/x\n"));
    ExcludeSet rules = parse("/var/log/*\n").withLocal(local);
    assertThat(judge(rules, "opt/site")).isEqualTo(Verdict.EXCLUDED);
    assertThat(judge(rules, "opt/agent")).isEqualTo(Verdict.MANAGED);
    assertThat(judge(rules, "var/log/apt")).isEqualTo(Verdict.EXCLUDED);
    assertThat(judge(rules, "var/log/x")).isEqualTo(Verdict.EXCLUDED);
    assertThat(rules.lines()).containsExactly(Bytes.of("/var/log/*"));
  }

  @Test
  void aNegationInALaterFileOfTheImageReachesEarlierFiles() throws Exception {
    ExcludeSet rules = parse("/var/log/*\n").plus(parse("!/var/log/apt\n"));
    assertThat(judge(rules, "var/log/apt")).isEqualTo(Verdict.MANAGED);
  }

  @Test
  void theLinesOfAManifestMeanWhatTheFileMeant() throws Exception {
    ExcludeSet rules = parse("# why\r\n\r\na\\   \r\n!b/  \nseed: c d\n\\#e\n");
    assertThat(rules.lines())
        .containsExactly(
            Bytes.of("a\\ "), Bytes.of("!b/"), Bytes.of("seed: c d"), Bytes.of("\\#e"));
    ExcludeSet again = ExcludeSet.ofLines(rules.lines());
    assertThat(again.lines()).isEqualTo(rules.lines());
    assertThat(judge(again, "a ")).isEqualTo(Verdict.EXCLUDED);
    assertThat(judge(again, "c d")).isEqualTo(Verdict.SEED);
  }

  @Test
  void bytesThatAreNoTextAreMatchedAsBytes() throws Exception {
    byte[] pattern = "/x\u00ff?".getBytes(StandardCharsets.ISO_8859_1);
    ExcludeSet rules = ExcludeSet.parse("f", Bytes.copyOf(pattern));
    byte[] path = "x\u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(rules.judge(RelativePath.of(Bytes.copyOf(path)), EntryType.OTHER))
        .isEqualTo(Verdict.EXCLUDED);
  }

  @Test
  void anExplanationNamesTheRuleOfTheDirectoryAbove() throws Exception {
    ExcludeSet rules = parse("/opt\n!/opt/a\n");
    assertThat(rules.ruleFor(RelativePath.of("opt/a/b"), EntryType.OTHER))
        .hasValueSatisfying(rule -> assertThat(rule).hasToString("10-base.exclude:1: /opt"));
    assertThat(rules.ruleFor(RelativePath.of("usr"), EntryType.DIRECTORY)).isEmpty();
  }

  @Test
  void aPatternCoversWhatLiesBelowTheDirectoriesItNames() throws Exception {
    PathPattern pattern = PathPattern.parse(Bytes.of("/etc/ssh/"));
    assertThat(pattern.covers(RelativePath.of("etc/ssh/sshd_config.d/a.conf"))).isTrue();
    assertThat(pattern.covers(RelativePath.of("etc/ssh"))).isTrue();
    assertThat(pattern.covers(RelativePath.of("etc/ssh2/a"))).isFalse();
    assertThat(pattern.covers(RelativePath.of("etc"))).isFalse();
  }

  @Test
  void aHostileGlobTakesNoTimeToSpeakOf() throws Exception {
    PathPattern pattern = PathPattern.parse(Bytes.of("*a".repeat(100) + "b"));
    assertThat(pattern.matches(RelativePath.of("a".repeat(255)), EntryType.OTHER)).isFalse();
    PathPattern deep = PathPattern.parse(Bytes.of("**/a/".repeat(100) + "b"));
    assertThat(deep.matches(RelativePath.of("a/".repeat(2000) + "a"), EntryType.OTHER)).isFalse();
  }

  /// git's own manual says so; git itself takes a literal prefix off first and then sees a leading `**/`.
  @Test
  void twoStarsBesideOtherBytesAreOneStar() throws Exception {
    PathPattern pattern = PathPattern.parse(Bytes.of("/a**/c"));
    assertThat(pattern.matches(RelativePath.of("ab/c"), EntryType.OTHER)).isTrue();
    assertThat(pattern.matches(RelativePath.of("ab/b/c"), EntryType.OTHER)).isFalse();
  }

  private static ExcludeSet parse(String content) throws ExcludeSyntaxException {
    return ExcludeSet.parse("10-base.exclude", Bytes.of(content));
  }

  private static Verdict judge(ExcludeSet rules, String path) {
    return judge(rules, path, EntryType.OTHER);
  }

  private static Verdict judge(ExcludeSet rules, String path, EntryType type) {
    return rules.judge(RelativePath.of(path), type);
  }
}
