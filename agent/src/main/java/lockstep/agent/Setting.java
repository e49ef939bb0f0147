package lockstep.agent;

import lockstep.agent.daemon.FullScanSchedule;
import lockstep.agent.daemon.Span;
import lockstep.agent.daemon.Timetable;
import lockstep.agent.daemon.VerifySchedule;
import lockstep.agent.limit.Limits;

/// Every key that [Settings] takes, and what people are told of it: `docs/configuration.md` is written from this.
public enum Setting {
  ROOT("root", "--root", MachineOptions.DEFAULT_ROOT),
  STATE("state", "--state", MachineOptions.DEFAULT_STATE),
  SERVER("server", "--server", "where the machine enrolled; else `repo` must be given"),
  REPO("repo", "--repo", "`server`"),
  TRUST("trust", "--trust", "the one that was given before, or that enrolling brought"),
  CA(
      "ca",
      "--ca",
      "the authority that the join token named; without one, those the Java runtime trusts"),
  MACHINE("machine", "--machine", "the one it had, or drawn at random"),
  MIRRORS("mirrors", "--mirror", "no mirrors"),
  POLL_INTERVAL("poll_interval", "--poll-interval", ""),
  SPLAY("splay", "--splay", "a tenth of the interval"),
  VERIFY_INTERVAL("verify_interval", "--verify-interval", ""),
  FULL_SCAN_INTERVAL("full_scan_interval", "--full-scan-interval", ""),
  WINDOWS("windows", "--window", "at any time"),
  ALLOW_SETUID("allow_setuid", "--allow-setuid", "true"),
  ALLOW_DEVICES("allow_devices", "--allow-devices", "true"),
  LIMIT_NETWORK("limits.network", "--limit-network", Limits.NO_LIMIT),
  LIMIT_DISK("limits.disk", "--limit-disk", Limits.NO_LIMIT),
  LIMIT_CPU("limits.cpu", "--limit-cpu", Limits.NO_LIMIT),
  LIMIT_IO_CLASS("limits.io-class", "--limit-io-class", Limits.NO_LIMIT),
  SPARE("limits.spare", "--spare", Limits.Spare.NETWORK.toString());

  /// The table in which some of them stand.
  static final String LIMITS = "limits";

  private final String key;
  private final String option;
  private final String absent;

  Setting(String key, String option, String absent) {
    this.key = key;
    this.option = option;
    this.absent = absent;
  }

  /// As the file has it, behind the name of its table and a dot where it stands in one.
  public String key() {
    return key;
  }

  /// The option that overrides it.
  public String option() {
    return option;
  }

  /// What holds without it.
  public String absent() {
    return switch (this) {
      case POLL_INTERVAL -> Span.text(Timetable.USUAL_INTERVAL);
      case VERIFY_INTERVAL -> Span.text(VerifySchedule.USUAL.interval());
      case FULL_SCAN_INTERVAL -> Span.text(FullScanSchedule.USUAL.interval());
      default -> absent;
    };
  }

  /// What it may be, with its unit.
  public String value() {
    return switch (this) {
      case ROOT, STATE, REPO -> "a directory";
      case TRUST, CA -> "a file";
      case SERVER -> "a URL, `http` or `https`";
      case MACHINE -> "a name, up to 128 letters, digits, dots, dashes and underscores";
      case MIRRORS -> "a list of URLs and directories";
      case POLL_INTERVAL -> time(Timetable.INTERVALS);
      case SPLAY -> "a time of 0s to half of the interval";
      case VERIFY_INTERVAL -> time(VerifySchedule.INTERVALS);
      case FULL_SCAN_INTERVAL -> time(FullScanSchedule.INTERVALS);
      case WINDOWS ->
          "a list of days, hours and time zones: `\"Mon-Fri 02:00-04:00 Europe/Berlin\"`";
      case ALLOW_SETUID, ALLOW_DEVICES -> "`true`, `false`, or a list of patterns";
      case LIMIT_NETWORK, LIMIT_DISK ->
          "a rate of %s: a number and one of %s; or `%s`"
              .formatted(Limits.RATES, Limits.RATE_UNITS, Limits.NO_LIMIT);
      case LIMIT_CPU -> "processors, %s; or `%s`".formatted(Limits.PROCESSORS, Limits.NO_LIMIT);
      case LIMIT_IO_CLASS -> "`%s` or `%s`".formatted(Limits.IDLE, Limits.NO_LIMIT);
      case SPARE -> "`%s` or `%s`".formatted(Limits.Spare.NETWORK, Limits.Spare.CPU);
    };
  }

  private static String time(Span span) {
    return "a time of %s: a number and `s`, `m`, `h` or `d`".formatted(span);
  }
}
