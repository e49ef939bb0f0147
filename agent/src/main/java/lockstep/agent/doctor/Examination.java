package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Checkup;
import lockstep.images.checkup.RoomCheck;
import lockstep.images.checkup.UnitCheck;

/// Everything that is looked at, in the order of the package's story.
public final class Examination {
  private static final String UNIT = "lockstep-agent.service";
  private static final String RECOVERY = "lockstep-recover.service";

  private Examination() {}

  public static Checkup of(Subject machine) throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    checks.add(new SettingsCheck(machine.settings(), machine.refused()));
    checks.add(new UserCheck());
    checks.add(new ClockCheck(machine.home(), machine.clock()));
    checks.add(new RootCheck(machine.root()));
    if (Files.isDirectory(machine.root())) {
      checks.addAll(ofRoot(machine));
    }
    checks.addAll(ofMemory(machine));
    checks.add(new RepositoryCheck(machine.home(), machine.way(), machine.clock()));
    checks.add(new CheckInCheck(machine.home(), machine.way(), machine.clock()));
    checks.add(new DaemonCheck(machine.home()));
    if (isOwn(machine.root()) && UnitCheck.hasSystemd()) {
      checks.add(new UnitCheck(List.of("systemctl"), UNIT, List.of(RECOVERY)));
    }
    return Checkup.of(checks);
  }

  private static List<Check> ofRoot(Subject machine) {
    Path root = machine.root();
    return List.of(
        new FilesystemCheck(root),
        new RoomCheck("room", root),
        new ExcludesCheck(root, machine.home().state()),
        new TriggersCheck(root, machine.clock()),
        new CommitCheck(root, machine.home()),
        new UndoCheck(root),
        new WatchCheck(root, machine.home()),
        new PairCheck(root, machine.home()));
  }

  private static List<Check> ofMemory(Subject machine) {
    Path state = machine.home().state();
    List<Check> checks = new ArrayList<>();
    checks.add(new StateCheck(state));
    if (isApart(state, machine.root())) {
      checks.add(new RoomCheck("state-room", state));
    }
    checks.add(new HoldsCheck(machine.home()));
    checks.add(new DeathsCheck(machine.home()));
    checks.add(new TrustCheck(machine.home(), machine.way(), machine.clock()));
    checks.add(new EnrolmentCheck(machine.home(), machine.name(), machine.clock()));
    return checks;
  }

  private static boolean isOwn(Path root) {
    return root.toAbsolutePath().normalize().getNameCount() == 0;
  }

  private static boolean isApart(Path state, Path root) {
    try {
      return !Files.getFileStore(state).equals(Files.getFileStore(root));
    } catch (IOException e) {
      return false; // one of them is not there, which is said
    }
  }
}
