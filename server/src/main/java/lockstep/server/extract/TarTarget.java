package lockstep.server.extract;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.server.repository.ContentSink;
import lockstep.server.repository.OpenImage;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarWriter;

/// A tar, to a file or to a stream.
public final class TarTarget implements ExtractionTarget {
  private static final int BUFFER_BYTES = 1 << 20;

  private final TarOutput output;
  private final OutputStream out;
  private final TarWriter tar;

  /// Names in the archive of files that further names may follow of, by ordinal, and their metadata.
  private final Map<Long, TarEntry> linked = new HashMap<>();

  private long withoutFlags;

  TarTarget(TarOutput output) {
    this.output = output;
    this.out = new BufferedOutputStream(output.stream(), BUFFER_BYTES);
    this.tar = new TarWriter(out);
  }

  @Override
  public void add(Entry entry, OpenImage image) throws IOException {
    if (entry instanceof Entry.Inode inode && inode.metadata().flags() != 0) {
      withoutFlags++;
    }
    switch (entry) {
      case Entry.Directory directory -> tar.add(node(directory, TarEntry.Kind.DIRECTORY));
      case Entry.Fifo fifo -> tar.add(node(fifo, TarEntry.Kind.FIFO));
      case Entry.Symlink link ->
          tar.add(tarEntry(link.path(), TarEntry.Kind.SYMLINK, link.metadata(), link.target(), 0));
      case Entry.Device device -> tar.add(device(device));
      case Entry.HardLink link -> tar.add(hardLink(link));
      case Entry.File file -> file(file, image);
    }
  }

  private static TarEntry node(Entry.Inode inode, TarEntry.Kind kind) {
    return tarEntry(inode.path(), kind, inode.metadata(), Bytes.EMPTY, 0);
  }

  private static TarEntry device(Entry.Device device) {
    TarEntry.Kind kind =
        device.kind() == Entry.DeviceKind.BLOCK
            ? TarEntry.Kind.BLOCK_DEVICE
            : TarEntry.Kind.CHARACTER_DEVICE;
    return new TarEntry(
        kind,
        name(device.path()),
        device.metadata(),
        Bytes.EMPTY,
        0,
        device.major(),
        device.minor());
  }

  /// Tar readers give the file the metadata of whichever of its names they read last.
  private TarEntry hardLink(Entry.HardLink link) {
    TarEntry first = Objects.requireNonNull(linked.get(link.target()));
    return tarEntry(link.path(), TarEntry.Kind.HARD_LINK, first.metadata(), first.name(), 0);
  }

  private static TarEntry tarEntry(
      RelativePath path, TarEntry.Kind kind, Metadata metadata, Bytes target, long size) {
    Bytes name = kind == TarEntry.Kind.DIRECTORY ? directoryName(path) : name(path);
    return new TarEntry(kind, name, metadata, target, size, 0, 0);
  }

  /// `./` before everything, as `tar -C ROOT -c .` writes it.
  private static Bytes name(RelativePath path) {
    return joined(path, 0);
  }

  private static Bytes directoryName(RelativePath path) {
    return path.isRoot() ? Bytes.of("./") : joined(path, 1);
  }

  private static Bytes joined(RelativePath path, int slashes) {
    byte[] name = new byte[2 + path.lengthBytes() + slashes];
    name[0] = '.';
    name[1] = '/';
    path.bytes().copyTo(name, 2);
    if (slashes > 0) {
      name[name.length - 1] = '/';
    }
    return Bytes.copyOf(name);
  }

  private void file(Entry.File file, OpenImage image) throws IOException {
    long size = file.content().size();
    TarEntry entry = tarEntry(file.path(), TarEntry.Kind.FILE, file.metadata(), Bytes.EMPTY, size);
    if (file.linked()) {
      linked.put(image.ordinal(), entry);
    }
    List<TarEntry.Extent> pieces = pieces(file);
    boolean isDense = size == 0 || (pieces.size() == 1 && pieces.getFirst().length() == size);
    if (isDense) {
      tar.beginFile(entry);
    } else {
      tar.beginSparseFile(entry, pieces);
    }
    image.content(new Body(tar));
  }

  /// Where the file has bytes.
  private static List<TarEntry.Extent> pieces(Entry.File file) {
    List<TarEntry.Extent> pieces = new ArrayList<>();
    long position = 0;
    long start = 0;
    for (Segment segment : file.content().segments()) {
      if (segment instanceof Segment.Hole hole) {
        if (position > start) {
          pieces.add(new TarEntry.Extent(start, position - start));
        }
        start = position + hole.length();
      }
      position += segment.length();
    }
    if (position > start) {
      pieces.add(new TarEntry.Extent(start, position - start));
    }
    return pieces;
  }

  private record Body(TarWriter tar) implements ContentSink {
    @Override
    public void data(ByteBuffer plain) throws IOException {
      tar.write(plain.array(), plain.arrayOffset() + plain.position(), plain.remaining());
    }

    @Override
    public void hole(long length) {}
  }

  @Override
  public void finish() throws IOException {
    tar.finish();
    out.flush();
    output.commit();
  }

  @Override
  public String discard() throws IOException {
    return output.discard();
  }

  @Override
  public long entriesWithoutFlags() {
    return withoutFlags;
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
