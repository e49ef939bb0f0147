package lockstep.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;

/// Whether systemd starts the daemon, and recovery before it.
///
/// @param systemctl how it is called
record UnitCheck(List<String> systemctl) implements Check {
  private static final String DAEMON = "lockstep-agent.service";
  private static final String RECOVERY = "lockstep-recover.service";
  private static final long LONGEST_SECONDS = 10;

  UnitCheck {
    systemctl = List.copyOf(systemctl);
  }

  /// Whether `root` is the one of a running system, and systemd runs it.
  static boolean applies(Path root) {
    return root.toAbsolutePath().normalize().getNameCount() == 0
        && Files.isDirectory(Path.of("/run/systemd/system"));
  }

  @Override
  public String name() {
    return "unit";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    Map<String, String> daemon = show(DAEMON);
    if (!"loaded".equals(daemon.get("LoadState"))) {
      return Finding.warn(
          "systemd knows no " + DAEMON, "install the package, or see that something else runs it");
    }
    List<String> disabled = new ArrayList<>();
    for (Map<String, String> unit : List.of(daemon, show(RECOVERY))) {
      if (!"enabled".equals(unit.get("UnitFileState"))) {
        disabled.add(unit.get("Id"));
      }
    }
    if (!disabled.isEmpty()) {
      String names = String.join(" ", disabled);
      return Finding.bad("not started at boot: " + names, "systemctl enable " + names);
    }
    String state = String.valueOf(daemon.get("ActiveState"));
    return state.equals("active")
        ? Finding.ok(DAEMON + " is active, and started at boot")
        : Finding.bad(DAEMON + " is " + state, "systemctl start " + DAEMON);
  }

  private Map<String, String> show(String unit) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(systemctl);
    command.addAll(List.of("show", "--property=Id,LoadState,UnitFileState,ActiveState", unit));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("systemctl did not answer within " + LONGEST_SECONDS + " s");
      }
      Map<String, String> properties = new HashMap<>();
      process
          .inputReader()
          .lines()
          .map(line -> line.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> properties.put(pair[0], pair[1]));
      return properties;
    } finally {
      process.destroyForcibly();
    }
  }
}
