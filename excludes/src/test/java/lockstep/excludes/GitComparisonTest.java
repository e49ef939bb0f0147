package lockstep.excludes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random rules and random paths, judged by git and by us. A failure prints the seed that repeats it.
class GitComparisonTest {
  private static final int ROUNDS = 75;
  private static final int PATHS_PER_ROUND = 40;

  @Test
  void randomRulesMeanToUsWhatTheyMeanToGit(@TempDir Path repository) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is installed");
    run(repository, new byte[0], "git", "init", "-q", ".");
    long seed = Long.getLong("lockstep.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    int matched = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RandomRules rules = new RandomRules(random.split());
      byte[] content = rules.file();
      List<Bytes> paths = rules.tree(PATHS_PER_ROUND);
      List<Integer> git = askGit(repository, content, paths);
      List<Integer> ours = askUs(content, paths);
      for (int i = 0; i < paths.size(); i++) {
        assertThat(ours.get(i))
            .as(
                "the line that decides about %s; -Dlockstep.seed=%d round %d rules:%n%s",
                paths.get(i), seed, round, new String(content, StandardCharsets.ISO_8859_1))
            .isEqualTo(git.get(i));
      }
      matched += (int) git.stream().filter(line -> line > 0).count();
    }
    // A comparison of misses proves little.
    assertThat(matched).as("-Dlockstep.seed=%d", seed).isGreaterThan(ROUNDS * PATHS_PER_ROUND / 10);
  }

  /// The line of the rule that decides about each path, 0 for none. A path that ends in `/` is a directory.
  private static List<Integer> askUs(byte[] content, List<Bytes> paths) throws Exception {
    ExcludeSet rules = ExcludeSet.parse("rules", Bytes.copyOf(content));
    List<Integer> lines = new ArrayList<>();
    for (Bytes path : paths) {
      boolean directory = path.at(path.length() - 1) == '/';
      Optional<ExcludeRule> rule =
          rules.ruleFor(pathOf(path), directory ? EntryType.DIRECTORY : EntryType.OTHER);
      lines.add(rule.map(ExcludeRule::line).orElse(0));
    }
    return lines;
  }

  private static RelativePath pathOf(Bytes path) {
    int end = path.length();
    return RelativePath.of(
        Bytes.copyOf(path.toArray(), 0, path.at(end - 1) == '/' ? end - 1 : end));
  }

  private static List<Integer> askGit(Path repository, byte[] content, List<Bytes> paths)
      throws Exception {
    makeTree(repository, paths);
    Path info = repository.resolve(".git/info/exclude");
    Files.write(info, content);
    ByteArrayOutputStream asked = new ByteArrayOutputStream();
    for (Bytes path : paths) {
      asked.writeBytes(pathOf(path).toArray());
      asked.write(0);
    }
    byte[] answer =
        run(
            repository,
            asked.toByteArray(),
            "git",
            "check-ignore",
            "--no-index",
            "--stdin",
            "-z",
            "-v",
            "-n");
    // Four fields a path: source, line, pattern, path.
    String[] fields = new String(answer, StandardCharsets.ISO_8859_1).split("\0", -1);
    List<Integer> lines = new ArrayList<>();
    for (int i = 0; i + 3 < fields.length; i += 4) {
      lines.add(fields[i + 1].isEmpty() ? 0 : Integer.parseInt(fields[i + 1]));
    }
    return lines;
  }

  /// git looks at the disk to know a directory from a file; names here are ISO 8859-1 whatever the JVM's locale is, so the
  /// directories are made by a program that takes bytes.
  private static void makeTree(Path repository, List<Bytes> paths) throws Exception {
    ByteArrayOutputStream directories = new ByteArrayOutputStream();
    for (Bytes path : paths) {
      if (path.at(path.length() - 1) == '/') {
        directories.writeBytes(path.toArray());
        directories.write(0);
      }
    }
    run(
        repository,
        new byte[0],
        "find",
        ".",
        "-mindepth",
        "1",
        "-maxdepth",
        "1",
        "-not",
        "-name",
        ".git",
        "-exec",
        "rm",
        "-rf",
        "{}",
        "+");
    run(repository, directories.toByteArray(), "xargs", "-0", "-r", "mkdir", "-p", "--");
  }

  private static byte[] run(Path directory, byte[] input, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    Thread writer =
        Thread.startVirtualThread(() -> {
          try (OutputStream out = process.getOutputStream()) {
            out.write(input);
          } catch (IOException e) {
            // The answer will be short, and the test says so.
          }
        });
    byte[] output = process.getInputStream().readAllBytes();
    writer.join();
    // check-ignore answers 1 when nothing was ignored.
    assertThat(process.waitFor()).as(command[0]).isBetween(0, 1);
    return output;
  }
}
