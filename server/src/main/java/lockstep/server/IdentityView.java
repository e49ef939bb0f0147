package lockstep.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.proto.IdentityMsg;
import lockstep.server.fleet.IdentityState;

/// How people and scripts see what proves a machine, and what is odd about it.
final class IdentityView {
  private IdentityView() {}

  static List<String> lines(IdentityMsg identity, Instant now) {
    List<String> lines = new ArrayList<>();
    MachineView.line(lines, "identity", IdentityState.of(identity, now).toString());
    MachineView.line(lines, "groups", String.join(", ", identity.getGroupsList()));
    MachineView.line(lines, "enrolled", time(identity.getEnrolledEpochSeconds()));
    MachineView.line(lines, "good until", time(identity.getCertificateExpiresEpochSeconds()));
    if (identity.getRevokedEpochSeconds() != 0) {
      lines.add(
          "%-14s %s by %s: %s"
              .formatted(
                  "revoked",
                  time(identity.getRevokedEpochSeconds()),
                  Inert.text(identity.getRevokedBy()),
                  Inert.text(identity.getRevokedReason())));
    }
    if (identity.getContests() > 0) {
      lines.add(
          "%-14s %s times, last %s: another machine wanted to enrol under this name"
              .formatted(
                  "contested",
                  Figures.count(identity.getContests()),
                  time(identity.getContestedEpochSeconds())));
    }
    if (identity.getRepeats() > 0) {
      lines.add(
          "%-14s %s reports, last %s: a counter came twice, so there are two with this key, or it went back in time"
              .formatted(
                  "cloned",
                  Figures.count(identity.getRepeats()),
                  time(identity.getRepeatedEpochSeconds())));
      lines.add("  next: 'fleet revoke' it, then enrol anew whichever machine is the right one");
    }
    return lines;
  }

  static Json json(IdentityMsg identity) {
    return Json.object()
        .put("groups", Json.texts(identity.getGroupsList()))
        .put("enrolled", time(identity.getEnrolledEpochSeconds()))
        .put("expires", time(identity.getCertificateExpiresEpochSeconds()))
        .put("counter", identity.getCounter())
        .put("revoked", time(identity.getRevokedEpochSeconds()))
        .put("revokedBy", identity.getRevokedBy())
        .put("revokedReason", identity.getRevokedReason())
        .put("contests", identity.getContests())
        .put("lastContest", time(identity.getContestedEpochSeconds()))
        .put("repeats", identity.getRepeats())
        .put("lastRepeat", time(identity.getRepeatedEpochSeconds()))
        .build();
  }

  /// Empty for what never happened.
  private static String time(long epochSeconds) {
    return epochSeconds == 0 ? "" : Instant.ofEpochSecond(epochSeconds).toString();
  }
}
