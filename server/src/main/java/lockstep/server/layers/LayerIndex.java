package lockstep.server.layers;

import java.io.IOException;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarException;
import lockstep.server.tar.TarPlace;
import lockstep.server.tar.TarReader;
import org.jspecify.annotations.Nullable;

/// Lists the entries of layers.
final class LayerIndex {
  /// As many as a manifest may have.
  private static final int MAX_ENTRIES = 1 << 24;

  private static final long MAX_BYTES = 1L << 30;

  private final LayerRecords records = new LayerRecords();
  private int layers;

  /// Layers are added lowest first.
  void add(Layer layer) throws IOException {
    try (TarReader reader = layer.archive().entries()) {
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        add(layer, entry, reader.place());
        if (records.size() > MAX_ENTRIES || records.bytes() > MAX_BYTES) {
          throw layer.tooMuch(
              "has too many entries: %d, with %d bytes of names and attributes"
                  .formatted(records.size(), records.bytes()));
        }
      }
    } catch (TarException e) {
      throw unreadable(layer, e);
    }
    layers++;
  }

  private static ProblemException unreadable(Layer layer, TarException e) {
    String next =
        switch (e.fault()) {
          case CUT -> "copy the archive again, or make it again";
          case DAMAGED ->
              "a compressed archive is to be unpacked first; else make it again with GNU tar"
                  + " --format=pax";
          case UNSUPPORTED -> "leave that out of the archive";
        };
    String code = e.fault() == TarException.Fault.CUT ? "E-TAR-CUT" : "E-TAR";
    return new ProblemException(
        new Problem(
            layer.isChanges() ? "E-OCI-LAYER" : code,
            layer.name(),
            String.valueOf(e.getMessage()),
            layer.isChanges() ? "build the image again" : next),
        e);
  }

  private void add(Layer layer, TarEntry entry, TarPlace place) throws IOException {
    RelativePath path = LayerPath.of(layer, entry.name());
    @Nullable Whiteout whiteout = layer.isChanges() ? Whiteout.of(layer, path, entry) : null;
    if (whiteout != null) {
      LayerRecords.Kind kind =
          whiteout.opaque() ? LayerRecords.Kind.OPAQUE : LayerRecords.Kind.WHITEOUT;
      records.addHidden(whiteout.path(), kind, layers);
      return;
    }
    if (path.isRoot() && entry.kind() != TarEntry.Kind.DIRECTORY) {
      throw layer.refuse(entry.name().toString(), "is the root and no directory");
    }
    switch (entry.kind()) {
      case FILE -> records.addFile(path, entry.metadata(), place, layers);
      case HARD_LINK ->
          records.addLink(path, LayerPath.ofTarget(layer, path, entry.linkTarget()), layers);
      default -> records.addNode(node(entry, path), layers);
    }
  }

  private static Entry.Inode node(TarEntry entry, RelativePath path) {
    return switch (entry.kind()) {
      case DIRECTORY -> new Entry.Directory(path, entry.metadata());
      case SYMLINK -> new Entry.Symlink(path, entry.metadata(), entry.linkTarget());
      case FIFO -> new Entry.Fifo(path, entry.metadata());
      case CHARACTER_DEVICE -> device(entry, path, Entry.DeviceKind.CHARACTER);
      case BLOCK_DEVICE -> device(entry, path, Entry.DeviceKind.BLOCK);
      case FILE, HARD_LINK -> throw new IllegalArgumentException(entry.kind() + " has content");
    };
  }

  private static Entry.Device device(TarEntry entry, RelativePath path, Entry.DeviceKind kind) {
    return new Entry.Device(path, entry.metadata(), kind, entry.deviceMajor(), entry.deviceMinor());
  }

  /// To be called once, after the last layer.
  LayerRecords sorted() {
    records.sort();
    return records;
  }
}
