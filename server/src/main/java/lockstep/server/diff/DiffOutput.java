package lockstep.server.diff;

import java.io.IOException;
import java.util.List;
import lockstep.server.repository.StoredImage;

/// Writes a report, told in this order. For one thread.
interface DiffOutput {
  /// What is known before the entries.
  void begin(StoredImage from, StoredImage to, Headers headers) throws IOException;

  /// What the headers of the manifests say.
  ///
  /// @param rulesAdded exclude rules that only the second image has, escaped, in their order
  record Headers(
      List<PackageChange> packages, List<String> rulesAdded, List<String> rulesRemoved) {}

  void callout(Callout callout) throws IOException;

  /// After the last callout.
  void summary(Summary summary) throws IOException;

  void difference(Difference difference) throws IOException;

  /// After the last difference.
  void end() throws IOException;
}
