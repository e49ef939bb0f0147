package lockstep.server.fleet;

import java.time.Instant;
import java.util.Locale;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.ReportMsg;

/// What an overview needs of one machine, in a few dozen bytes that time alone does not make wrong: a whole fleet's fit in
/// memory, and are counted without reading its records.
public final class Glance {
  private static final int SHORT_ID = 12;

  private final Outlook outlook;
  private final IdentityState identity;
  private final long certificateEnds;
  private final String outcome;
  private final String image;

  private Glance(
      Outlook outlook, IdentityState identity, long certificateEnds, String outcome, String image) {
    this.outlook = outlook;
    this.identity = identity;
    this.certificateEnds = certificateEnds;
    this.outcome = outcome;
    this.image = image;
  }

  static Glance of(MachineMsg machine) {
    IdentityMsg identity = machine.getIdentity();
    return new Glance(
        Outlook.of(machine),
        IdentityState.lasting(identity),
        identity.getCertificateExpiresEpochSeconds(),
        outcome(machine).intern(),
        image(machine.getLastReport()).intern()); // a fleet has few: one text each for all of it
  }

  private static String outcome(MachineMsg machine) {
    return machine.getCheckIns() == 0
        ? "silent"
        : machine.getLastReport().getOutcome().name().toLowerCase(Locale.ROOT);
  }

  private static String image(ReportMsg report) {
    String id = report.getImage();
    return id.isEmpty() ? "none" : id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  public MachineState state(Instant now) {
    return outlook.state(now);
  }

  public IdentityState identity(Instant now) {
    return identity.at(certificateEnds, now);
  }

  /// Of its last report; `silent` where there is none.
  public String outcome() {
    return outcome;
  }

  /// The beginning of the id of what it was last measured to match; or `none`.
  public String image() {
    return image;
  }
}
