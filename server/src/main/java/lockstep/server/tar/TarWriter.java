package lockstep.server.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import lockstep.images.Xattr;

/// Writes an archive from front to back, as PAX: what ustar's fields cannot say exactly stands in records before the entry.
/// The same entries give the same bytes. Not safe for threads.
///
/// Names are written as the bytes they are. Extended attributes, ACLs among them, are `SCHILY.xattr` records.
public final class TarWriter {
  /// As GNU tar ends its archives: a multiple of this.
  private static final int RECORD_BYTES = 20 * BlockInput.BLOCK;

  private static final Bytes PAX_NAME = Bytes.of("./PaxHeaders/entry");

  private final OutputStream out;
  private long written;
  private long bodyLeft;

  /// @param out stays open
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// An entry without a body.
  ///
  /// @param entry any but a file with content; `name` as it is to stand in the archive
  public void add(TarEntry entry) throws IOException {
    begin(entry, entry.name(), new PaxHeader(), 0);
  }

  /// A file without holes; [#write] its bytes next.
  public void beginFile(TarEntry file) throws IOException {
    begin(file, file.name(), new PaxHeader(), file.size());
  }

  /// A file with holes (GNU's sparse format 1.0); [#write] the bytes of its pieces next.
  ///
  /// @param pieces where it has bytes, in order, none empty
  public void beginSparseFile(TarEntry file, List<TarEntry.Extent> pieces) throws IOException {
    byte[] map = map(pieces, file.size());
    long stored = map.length;
    for (TarEntry.Extent piece : pieces) {
      stored += piece.length();
    }
    PaxHeader pax = new PaxHeader();
    pax.add("GNU.sparse.major", 1);
    pax.add("GNU.sparse.minor", 0);
    pax.add("GNU.sparse.name", file.name());
    pax.add("GNU.sparse.realsize", file.size());
    begin(file, sparseName(file.name()), pax, stored);
    write(map, 0, map.length);
  }

  /// Decimal numbers, a line each, padded to a block: how many pieces, then where each is and how long. A piece of nothing
  /// at the end says where a last hole ends.
  private static byte[] map(List<TarEntry.Extent> pieces, long size) {
    boolean endsInHole =
        pieces.isEmpty() || pieces.getLast().offset() + pieces.getLast().length() < size;
    StringBuilder lines = new StringBuilder();
    lines.append(pieces.size() + (endsInHole ? 1 : 0)).append('\n');
    for (TarEntry.Extent piece : pieces) {
      lines.append(piece.offset()).append('\n').append(piece.length()).append('\n');
    }
    if (endsInHole) {
      lines.append(size).append("\n0\n");
    }
    byte[] map = new byte[(int) BlockInput.padded(lines.length())];
    byte[] text = lines.toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, map, 0, text.length);
    return map;
  }

  /// What a reader that does not know the format shows: a name that nobody takes for the file.
  private static Bytes sparseName(Bytes name) {
    byte[] bytes = name.toArray();
    int slash = bytes.length - 1;
    while (slash >= 0 && bytes[slash] != '/') {
      slash--;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bytes, 0, slash + 1);
    all.writeBytes("GNUSparseFile.0/".getBytes(StandardCharsets.US_ASCII));
    all.write(bytes, slash + 1, bytes.length - slash - 1);
    return Bytes.copyOf(all.toByteArray());
  }

  private void begin(TarEntry entry, Bytes name, PaxHeader pax, long stored) throws IOException {
    if (bodyLeft != 0) {
      throw new IllegalStateException(bodyLeft + " bytes of the entry before are missing");
    }
    describe(entry, name, pax, stored);
    Metadata metadata = entry.metadata();
    if (!pax.isEmpty()) {
      byte[] records = pax.toArray();
      write(
          new UstarBlock('x')
              .name(PAX_NAME)
              .mode(0644)
              .owner(0, 0)
              .size(records.length)
              .mtime(metadata.mtimeSeconds()));
      body(records);
    }
    write(
        new UstarBlock(type(entry.kind()))
            .name(name)
            .linkName(entry.linkTarget())
            .mode(metadata.mode())
            .owner(Integer.toUnsignedLong(metadata.uid()), Integer.toUnsignedLong(metadata.gid()))
            .size(stored)
            .mtime(metadata.mtimeSeconds())
            .device(entry.deviceMajor(), entry.deviceMinor()));
    bodyLeft = stored;
  }

  private static void describe(TarEntry entry, Bytes name, PaxHeader pax, long stored) {
    Metadata metadata = entry.metadata();
    if (name.length() > UstarBlock.NAME_BYTES) {
      pax.add("path", name);
    }
    if (entry.linkTarget().length() > UstarBlock.NAME_BYTES) {
      pax.add("linkpath", entry.linkTarget());
    }
    if (stored > UstarBlock.MAX_LARGE) {
      pax.add("size", stored);
    }
    addLarge(pax, "uid", Integer.toUnsignedLong(metadata.uid()));
    addLarge(pax, "gid", Integer.toUnsignedLong(metadata.gid()));
    long seconds = metadata.mtimeSeconds();
    if (metadata.mtimeNanos() != 0 || seconds < 0 || seconds > UstarBlock.MAX_LARGE) {
      pax.addTime("mtime", seconds, metadata.mtimeNanos());
    }
    for (Xattr attribute : metadata.xattrs()) {
      pax.add(XattrKeyword.of(attribute.name()), attribute.value());
    }
  }

  private static void addLarge(PaxHeader pax, String keyword, long value) {
    if (value > UstarBlock.MAX_SMALL) {
      pax.add(keyword, value);
    }
  }

  private static char type(TarEntry.Kind kind) {
    return switch (kind) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  private void write(UstarBlock header) throws IOException {
    raw(header.finish(), 0, BlockInput.BLOCK);
  }

  private void body(byte[] bytes) throws IOException {
    bodyLeft = bytes.length;
    write(bytes, 0, bytes.length);
  }

  /// Some bytes of the file that was begun; after the last of them the entry is complete.
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > bodyLeft) {
      throw new IllegalStateException(length - bodyLeft + " bytes more than the entry has");
    }
    raw(bytes, offset, length);
    bodyLeft -= length;
    if (bodyLeft == 0) {
      pad(BlockInput.BLOCK);
    }
  }

  private void raw(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    written += length;
  }

  private void pad(int unit) throws IOException {
    int missing = (int) (-written & (unit - 1));
    raw(new byte[missing], 0, missing);
  }

  /// Writes the end mark.
  public void finish() throws IOException {
    byte[] mark = new byte[2 * BlockInput.BLOCK];
    raw(mark, 0, mark.length);
    int missing = (int) ((RECORD_BYTES - written % RECORD_BYTES) % RECORD_BYTES);
    raw(new byte[missing], 0, missing);
  }
}
