package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Checkup;
import lockstep.images.checkup.RoomCheck;
import lockstep.images.checkup.UnitCheck;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.signing.Expiries;

/// Everything that is looked at, in the order of the package's story.
public final class Examination {
  private static final String UNIT = "lockstep-server.service";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Examination() {}

  public static Checkup of(Subject subject) throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    subject.repository().ifPresent(stored -> checks.addAll(of(stored, subject.clock())));
    subject.data().ifPresent(data -> checks.addAll(of(data, subject)));
    subject
        .server()
        .ifPresent(door -> {
          checks.add(new ServerCheck(door, subject.clock(), PATIENCE));
          if (door.isOperators()) {
            checks.add(new TokenCheck(door));
          }
        });
    if (subject.data().isPresent() && UnitCheck.hasSystemd()) {
      checks.add(new UnitCheck(List.of("systemctl"), UNIT, List.of()));
    }
    return Checkup.of(checks);
  }

  private static List<Check> of(Subject.Stored stored, InstantSource clock) {
    List<Check> checks = new ArrayList<>();
    checks.add(new RepositoryCheck(stored.repository()));
    Path metadata = new RepositoryLayout(stored.repository()).metadata();
    if (!Files.isDirectory(metadata)) {
      return checks;
    }
    checks.add(new ServedCheck(metadata, clock));
    for (String role : Expiries.ROLES) {
      checks.add(new SignatureCheck(role, metadata, clock));
    }
    checks.add(new OnlineKeysCheck(stored, clock));
    checks.add(new RolloutCheck(stored, clock));
    checks.add(new ImagesCheck(stored, clock));
    checks.add(new RoomCheck("room", stored.repository()));
    return checks;
  }

  private static List<Check> of(Path data, Subject subject) {
    List<Check> checks = new ArrayList<>();
    checks.add(new DataCheck(data));
    if (!Files.isDirectory(data)) {
      return checks;
    }
    checks.add(new AuthorityCheck(data, subject.clock()));
    checks.add(new OperatorsCheck(data, subject.clock()));
    checks.add(new OpenFilesCheck(data));
    if (!subject.repository().filter(stored -> isBeside(data, stored.repository())).isPresent()) {
      checks.add(new RoomCheck("data-room", data));
    }
    return checks;
  }

  private static boolean isBeside(Path data, Path repository) {
    try {
      return Files.getFileStore(data).equals(Files.getFileStore(repository));
    } catch (IOException e) {
      return false;
    }
  }
}
