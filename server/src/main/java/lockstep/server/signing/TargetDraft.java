package lockstep.server.signing;

import java.nio.file.Path;
import java.util.regex.Pattern;
import lockstep.images.json.Json;

/// A target to be published.
///
/// @param path below `targets/`, such as `images/<id>.manifest`: ASCII letters, digits and `._-`, parts separated by `/`
/// @param content read when publishing, copied to where it is served from
/// @param custom what the release keys say about it
public record TargetDraft(String path, Path content, Json.Object custom) {
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  public TargetDraft {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("no target path: '" + path + "'");
    }
  }
}
