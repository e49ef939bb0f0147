package lockstep.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path directory;

  private static final class Text implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static Table<String, String> words(Database database) throws IOException {
    return database.table("words", new Text(), new Text());
  }

  @Test
  void whatWasPutIsThereAfterReopening() throws IOException {
    try (Database database = Database.open(directory)) {
      words(database).put("a", "1");
      database.table("others", new Text(), new Text()).put("a", "2");
    }
    try (Database database = Database.open(directory)) {
      assertThat(words(database).get("a")).contains("1");
      assertThat(words(database).get("b")).isEmpty();
      assertThat(database.table("others", new Text(), new Text()).get("a")).contains("2");
    }
  }

  @Test
  void pairsAreVisitedInTheOrderOfTheirKeys() throws IOException {
    try (Database database = Database.open(directory)) {
      Table<String, String> words = words(database);
      for (String key : List.of("c", "a", "é", "b")) {
        words.put(key, key);
      }
      List<String> visited = new ArrayList<>();
      words.forEach((key, _) -> visited.add(key));
      assertThat(visited).containsExactly("a", "b", "c", "é");
    }
  }

  @Test
  void updatesOfOneKeyAreNotLostBetweenThreads() throws Exception {
    try (Database database = Database.open(directory);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Table<String, String> words = words(database);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(
            threads.submit(() ->
                words.update("n", old -> Change.to(old.map(s -> s + "x").orElse("x"), true))));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(words.get("n").orElseThrow()).hasSize(200);
    }
  }

  @Test
  void aSecondServerOnOneDataDirectoryIsRefusedWithWhoHoldsIt() throws IOException {
    try (Database first = Database.open(directory)) {
      assertThatThrownBy(() -> Database.open(directory))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("E-DATA-IN-USE"))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      words(first).put("still", "works");
    }
    Database.open(directory).close();
  }
}
