package lockstep.images.checkup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Whether systemd runs something, and starts it at boot.
///
/// @param systemctl how it is called
/// @param unit which should run
/// @param alsoAtBoot other units that are to be started at boot
public record UnitCheck(List<String> systemctl, String unit, List<String> alsoAtBoot)
    implements Check {
  private static final long LONGEST_SECONDS = 10;

  public UnitCheck {
    systemctl = List.copyOf(systemctl);
    alsoAtBoot = List.copyOf(alsoAtBoot);
  }

  /// Whether systemd runs this machine, found out as `sd_booted` does.
  public static boolean hasSystemd() {
    return Files.isDirectory(Path.of("/run/systemd/system"));
  }

  @Override
  public String name() {
    return "unit";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    Map<String, String> wanted = show(unit);
    if (!"loaded".equals(wanted.get("LoadState"))) {
      return Finding.warn(
          "systemd knows no " + unit, "install the package, or see that something else runs it");
    }
    List<String> disabled = new ArrayList<>();
    for (String each : atBoot()) {
      if (!"enabled".equals(show(each).get("UnitFileState"))) {
        disabled.add(each);
      }
    }
    if (!disabled.isEmpty()) {
      String names = String.join(" ", disabled);
      return Finding.bad("not started at boot: " + names, "systemctl enable " + names);
    }
    String state = String.valueOf(wanted.get("ActiveState"));
    return state.equals("active")
        ? Finding.ok(unit + " is active, and started at boot")
        : Finding.bad(unit + " is " + state, "systemctl start " + unit);
  }

  private List<String> atBoot() {
    List<String> all = new ArrayList<>(List.of(unit));
    all.addAll(alsoAtBoot);
    return all;
  }

  private Map<String, String> show(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(systemctl);
    command.addAll(List.of("show", "--property=LoadState,UnitFileState,ActiveState", name));
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
