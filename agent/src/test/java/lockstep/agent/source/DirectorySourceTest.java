package lockstep.agent.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DirectorySourceTest extends RepositorySourceContract {
  @Override
  RepositorySource open(Path repository) throws IOException {
    return new DirectorySource(repository);
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> open(repository.resolve("nowhere")))
        .hasMessageContaining("nowhere: there is no such directory");
  }
}
