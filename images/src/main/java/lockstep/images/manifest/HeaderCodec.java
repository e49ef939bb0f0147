package lockstep.images.manifest;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.chunk.ChunkSizes;
import lockstep.proto.ChunkerMsg;
import lockstep.proto.HeaderMsg;
import lockstep.proto.PackageMsg;

/// The header as a message and back.
final class HeaderCodec {
  private HeaderCodec() {}

  static HeaderMsg encode(ManifestHeader header) {
    ChunkSizes sizes = header.chunkSizes();
    HeaderMsg.Builder message =
        HeaderMsg.newBuilder()
            .setFormatVersion(ManifestFormat.VERSION)
            .setChunker(
                ChunkerMsg.newBuilder()
                    .setMinBytes(sizes.minBytes())
                    .setAverageBytes(sizes.averageBytes())
                    .setMaxBytes(sizes.maxBytes()));
    for (Bytes rule : header.excludeRules()) {
      message.addExcludeRules(ByteString.copyFrom(rule.toArray()));
    }
    for (InstalledPackage installed : header.packages()) {
      message.addPackages(
          PackageMsg.newBuilder()
              .setName(installed.name())
              .setVersion(installed.version())
              .setArchitecture(installed.architecture()));
    }
    return message.build();
  }

  static ManifestHeader decode(HeaderMsg message) throws ProblemException, IntegrityException {
    if (message.getFormatVersion() != ManifestFormat.VERSION) {
      throw new ProblemException(
          new Problem(
              "E-FORMAT",
              "",
              "the manifest has format %s, this program reads format %d"
                  .formatted(
                      Integer.toUnsignedString(message.getFormatVersion()), ManifestFormat.VERSION),
              "install a newer Lockstep here first"));
    }
    try {
      ChunkerMsg sizes = message.getChunker();
      return new ManifestHeader(
          new ChunkSizes(sizes.getMinBytes(), sizes.getAverageBytes(), sizes.getMaxBytes()),
          rules(message),
          packages(message));
    } catch (IllegalArgumentException e) {
      throw new IntegrityException("the manifest's header: " + e.getMessage(), e);
    }
  }

  private static List<Bytes> rules(HeaderMsg message) {
    List<Bytes> rules = new ArrayList<>(message.getExcludeRulesCount());
    for (ByteString rule : message.getExcludeRulesList()) {
      rules.add(Bytes.copyOf(rule.toByteArray()));
    }
    return rules;
  }

  private static List<InstalledPackage> packages(HeaderMsg message) {
    List<InstalledPackage> packages = new ArrayList<>(message.getPackagesCount());
    for (PackageMsg installed : message.getPackagesList()) {
      packages.add(
          new InstalledPackage(
              installed.getName(), installed.getVersion(), installed.getArchitecture()));
    }
    return packages;
  }
}
