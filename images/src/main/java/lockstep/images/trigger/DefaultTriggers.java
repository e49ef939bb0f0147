package lockstep.images.trigger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import lockstep.excludes.Bytes;

/// The trigger files Lockstep ships, to be copied into the tree an image is built from: reviewed, signed and changed
/// there. No image has them by itself.
public enum DefaultTriggers {
  /// Debian and its derivatives.
  DEBIAN("debian"),
  /// Red Hat, Fedora and their derivatives.
  RED_HAT("red-hat");

  private final String family;

  DefaultTriggers(String family) {
    this.family = family;
  }

  /// The file, with its comments.
  public Bytes content() {
    String name = family + ".toml";
    try (InputStream in = DefaultTriggers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("the jar lacks " + name);
      }
      return Bytes.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    }
  }

  /// Where it belongs in the tree.
  public String file() {
    return "/etc/lockstep/triggers.d/50-" + family + ".toml";
  }

  /// The family's name, as people write it.
  @Override
  public String toString() {
    return family;
  }
}
