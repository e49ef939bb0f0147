package lockstep.server.doctor;

import java.io.IOException;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;

/// Whether the server answers this operator.
record TokenCheck(Door door) implements Check {
  @Override
  public String name() {
    return "token";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    return Finding.ok(
        "the server answers this operator: %s"
            .formatted(Figures.count(door.machines(), "machine", "machines")));
  }
}
