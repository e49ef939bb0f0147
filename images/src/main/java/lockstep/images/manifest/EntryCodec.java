package lockstep.images.manifest;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.chunk.ChunkSizes;
import lockstep.proto.EntryMsg;
import lockstep.proto.KindMsg;
import lockstep.proto.XattrMsg;
import org.jspecify.annotations.Nullable;

/// One entry as a message and back. What a kind has no use for must be absent.
final class EntryCodec {
  private final ContentCodec contents;

  EntryCodec(ChunkSizes sizes) {
    this.contents = new ContentCodec(sizes);
  }

  EntryMsg encode(Entry entry, @Nullable RelativePath previous) {
    byte[] path = entry.path().toArray();
    int shared = previous == null ? 0 : sharedPrefix(previous.toArray(), path);
    EntryMsg.Builder message = EntryMsg.newBuilder().setSharedPrefix(shared);
    message.setPathSuffix(ByteString.copyFrom(path, shared, path.length - shared));
    if (entry instanceof Entry.Inode inode) {
      encode(inode.metadata(), message);
    }
    switch (entry) {
      case Entry.Directory _ -> message.setKind(KindMsg.KIND_DIRECTORY);
      case Entry.File file -> {
        message.setKind(KindMsg.KIND_FILE).setLinked(file.linked());
        contents.encode(file.content(), message);
      }
      case Entry.Symlink link ->
          message
              .setKind(KindMsg.KIND_SYMLINK)
              .setSymlinkTarget(ByteString.copyFrom(link.target().toArray()));
      case Entry.Device device ->
          message
              .setKind(
                  device.kind() == Entry.DeviceKind.BLOCK
                      ? KindMsg.KIND_BLOCK_DEVICE
                      : KindMsg.KIND_CHARACTER_DEVICE)
              .setDeviceMajor(device.major())
              .setDeviceMinor(device.minor());
      case Entry.Fifo _ -> message.setKind(KindMsg.KIND_FIFO);
      case Entry.HardLink link -> message.setKind(KindMsg.KIND_HARD_LINK).setLinkTo(link.target());
    }
    return message.build();
  }

  private static void encode(Metadata metadata, EntryMsg.Builder message) {
    message
        .setMode(metadata.mode())
        .setUid(metadata.uid())
        .setGid(metadata.gid())
        .setMtimeSeconds(metadata.mtimeSeconds())
        .setMtimeNanos(metadata.mtimeNanos())
        .setFlags(metadata.flags());
    for (Xattr xattr : metadata.xattrs()) {
      message.addXattrs(
          XattrMsg.newBuilder()
              .setName(ByteString.copyFrom(xattr.name().toArray()))
              .setValue(ByteString.copyFrom(xattr.value().toArray())));
    }
  }

  Entry decode(EntryMsg message, @Nullable RelativePath previous) throws IntegrityException {
    RelativePath path = path(message, previous);
    try {
      if (hasForeignFields(message)) {
        throw new IllegalArgumentException("it says what its kind has no use for");
      }
      return decode(path, message);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IntegrityException(path + ": " + e.getMessage(), e);
    }
  }

  private Entry decode(RelativePath path, EntryMsg message) {
    return switch (message.getKind()) {
      case KIND_DIRECTORY -> new Entry.Directory(path, metadata(message));
      case KIND_FILE ->
          new Entry.File(path, metadata(message), contents.decode(message), message.getLinked());
      case KIND_SYMLINK -> new Entry.Symlink(path, metadata(message), target(message));
      case KIND_HARD_LINK -> new Entry.HardLink(path, message.getLinkTo());
      case KIND_CHARACTER_DEVICE -> device(path, message, Entry.DeviceKind.CHARACTER);
      case KIND_BLOCK_DEVICE -> device(path, message, Entry.DeviceKind.BLOCK);
      case KIND_FIFO -> new Entry.Fifo(path, metadata(message));
      case KIND_UNKNOWN, UNRECOGNIZED -> throw new IllegalArgumentException("an unknown kind");
    };
  }

  private static boolean hasForeignFields(EntryMsg message) {
    KindMsg kind = message.getKind();
    boolean device = kind == KindMsg.KIND_BLOCK_DEVICE || kind == KindMsg.KIND_CHARACTER_DEVICE;
    return (kind != KindMsg.KIND_FILE && hasContent(message))
        || (kind != KindMsg.KIND_SYMLINK && !message.getSymlinkTarget().isEmpty())
        || (!device && (message.getDeviceMajor() | message.getDeviceMinor()) != 0)
        || (kind == KindMsg.KIND_HARD_LINK ? hasMetadata(message) : message.getLinkTo() != 0);
  }

  private static boolean hasContent(EntryMsg message) {
    return message.getSize() != 0
        || !message.getContentHash().isEmpty()
        || message.getSegmentsCount() != 0
        || message.getLinked();
  }

  private static boolean hasMetadata(EntryMsg message) {
    return (message.getMode() | message.getUid() | message.getGid() | message.getFlags()) != 0
        || message.getMtimeSeconds() != 0
        || message.getMtimeNanos() != 0
        || message.getXattrsCount() != 0;
  }

  private static RelativePath path(EntryMsg message, @Nullable RelativePath previous)
      throws IntegrityException {
    byte[] before = previous == null ? new byte[0] : previous.toArray();
    int shared = message.getSharedPrefix();
    ByteString suffix = message.getPathSuffix();
    boolean sharesMore =
        shared >= 0
            && shared < before.length
            && !suffix.isEmpty()
            && before[shared] == suffix.byteAt(0);
    if (shared < 0
        || shared > before.length
        || sharesMore
        || suffix.size() > RelativePath.MAX_PATH_BYTES) {
      throw new IntegrityException(
          "after %s: an impossible path, %d shared and %d own bytes"
              .formatted(previous, shared, suffix.size()));
    }
    byte[] path = Arrays.copyOf(before, shared + suffix.size());
    suffix.copyTo(path, shared);
    try {
      return RelativePath.ofOwned(path);
    } catch (IllegalArgumentException e) {
      throw new IntegrityException("after " + previous + ": " + e.getMessage(), e);
    }
  }

  private static Metadata metadata(EntryMsg message) {
    List<Xattr> xattrs = new ArrayList<>(message.getXattrsCount());
    for (XattrMsg xattr : message.getXattrsList()) {
      xattrs.add(xattr(xattr));
    }
    boolean takesFlags =
        message.getKind() == KindMsg.KIND_FILE || message.getKind() == KindMsg.KIND_DIRECTORY;
    if (message.getUid() == -1 || message.getGid() == -1) {
      throw new IllegalArgumentException("an owner that no file can have");
    }
    if (message.getFlags() != 0 && !takesFlags) {
      throw new IllegalArgumentException("inode flags on what can have none");
    }
    return new Metadata(
        message.getMode(),
        message.getUid(),
        message.getGid(),
        message.getMtimeSeconds(),
        message.getMtimeNanos(),
        xattrs,
        message.getFlags());
  }

  private static Xattr xattr(XattrMsg message) {
    Bytes name = Bytes.copyOf(message.getName().toByteArray());
    if (name.length() == 0
        || name.length() > ManifestFormat.MAX_XATTR_NAME_BYTES
        || hasNul(name)
        || message.getValue().size() > ManifestFormat.MAX_XATTR_VALUE_BYTES) {
      throw new IllegalArgumentException("an impossible extended attribute '" + name + "'");
    }
    return new Xattr(name, Bytes.copyOf(message.getValue().toByteArray()));
  }

  private static Bytes target(EntryMsg message) {
    Bytes target = Bytes.copyOf(message.getSymlinkTarget().toByteArray());
    if (target.length() == 0
        || target.length() > ManifestFormat.MAX_SYMLINK_BYTES
        || hasNul(target)) {
      throw new IllegalArgumentException("an impossible symlink target");
    }
    return target;
  }

  private static Entry device(RelativePath path, EntryMsg message, Entry.DeviceKind kind) {
    int major = message.getDeviceMajor();
    int minor = message.getDeviceMinor();
    if (major < 0
        || major > ManifestFormat.MAX_MAJOR
        || minor < 0
        || minor > ManifestFormat.MAX_MINOR) {
      throw new IllegalArgumentException(
          "an impossible device number %d:%d"
              .formatted(Integer.toUnsignedLong(major), Integer.toUnsignedLong(minor)));
    }
    return new Entry.Device(path, metadata(message), kind, major, minor);
  }

  private static boolean hasNul(Bytes bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) == 0) {
        return true;
      }
    }
    return false;
  }

  private static int sharedPrefix(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }
}
