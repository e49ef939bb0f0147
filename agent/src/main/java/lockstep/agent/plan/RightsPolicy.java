package lockstep.agent.plan;

import java.nio.charset.StandardCharsets;
import lockstep.images.ContentHash;

/// What its owner lets an image have on this machine.
///
/// @param setuid where files may be setuid or setgid, or carry capabilities
/// @param devices where device nodes may be
public record RightsPolicy(Allowed setuid, Allowed devices) {
  public static final RightsPolicy AS_THE_IMAGE =
      new RightsPolicy(Allowed.EVERYWHERE, Allowed.EVERYWHERE);

  /// Equal while the policy is.
  long fingerprint() {
    return ContentHash.of(toString().getBytes(StandardCharsets.UTF_8)).w0();
  }
}
