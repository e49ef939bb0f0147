package lockstep.server.fleet;

import java.io.IOException;
import java.nio.file.Path;
import lockstep.server.store.Database;

class DatabaseFleetStoreTest extends FleetStoreContract {
  @Override
  Opened open(Path directory, int keptLines) throws IOException {
    Database database = Database.open(directory);
    return new Opened(new DatabaseFleetStore(database, keptLines), database::close);
  }
}
