package lockstep.agent.mirror;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import lockstep.images.ContentHash;

/// Where a mirror is.
public sealed interface MirrorAddress {
  Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

  record Web(URI url) implements MirrorAddress {
    @Override
    public String toString() {
      return url.toString();
    }
  }

  record Folder(Path path) implements MirrorAddress {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// A URL or the path of a directory.
  ///
  /// @throws IllegalArgumentException when it is neither, with the reason
  static MirrorAddress parse(String text) {
    try {
      if (text.isBlank()) {
        throw new IllegalArgumentException("an empty text names no mirror");
      }
      if (!SCHEME.matcher(text).lookingAt()) {
        return new Folder(Path.of(text));
      }
      URI url = new URI(text);
      if (url.getHost() == null
          || !url.getScheme().matches("(?i)https?")
          || url.getRawQuery() != null
          || url.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "'%s' is no mirror: it must be an http or https URL, or a directory".formatted(text));
      }
      return new Web(url);
    } catch (URISyntaxException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "'%s' is neither a URL nor a path".formatted(text.replace('\0', '?')), e);
    }
  }

  /// Each machine's own order, the same every time, so that a fleet spreads over its mirrors and their caches stay warm.
  ///
  /// @param machine its id
  static List<MirrorAddress> inOrderOf(String machine, List<MirrorAddress> addresses) {
    return addresses.stream()
        .sorted(Comparator.comparing(address -> rank(machine, address)))
        .toList();
  }

  private static ContentHash rank(String machine, MirrorAddress address) {
    return ContentHash.of((machine + "\0" + address).getBytes(StandardCharsets.UTF_8));
  }
}
