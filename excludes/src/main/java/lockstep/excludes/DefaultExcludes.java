package lockstep.excludes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The rules Lockstep ships: what belongs to a machine on the roots it knows. None falls below `/usr` except
/// `/usr/local`. Each rule says why in its file.
public final class DefaultExcludes {
  private DefaultExcludes() {}

  /// For Debian and its derivatives.
  public static ExcludeSet debian() {
    return shipped("common.exclude").plus(shipped("debian.exclude"));
  }

  /// For Red Hat, Fedora and their derivatives.
  public static ExcludeSet redHat() {
    return shipped("common.exclude").plus(shipped("red-hat.exclude"));
  }

  /// What the agent itself needs left alone, whatever an image says: apply it with [ExcludeSet#withLocal], so that no
  /// image's `!` reaches it.
  public static ExcludeSet agent() {
    return Agent.RULES;
  }

  /// Read once: it is needed also when no more files can be opened.
  private static final class Agent {
    static final ExcludeSet RULES = shipped("agent.exclude");
  }

  private static ExcludeSet shipped(String name) {
    try (InputStream in = DefaultExcludes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("the jar lacks " + name);
      }
      return ExcludeSet.parse(name, Bytes.copyOf(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read", e);
    } catch (ExcludeSyntaxException e) {
      throw new AssertionError("a default rule is bad: " + e.getMessage(), e);
    }
  }
}
