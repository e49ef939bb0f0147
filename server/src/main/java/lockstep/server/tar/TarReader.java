package lockstep.server.tar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import org.jspecify.annotations.Nullable;

/// Reads an archive from front to back. Not safe for threads.
public final class TarReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int MAX_LONG_NAME = 64 << 10;

  /// What ext4 can hold. Holes are hashed as zeros, so a few bytes that claim more would keep a build busy for ever.
  private static final long MAX_FILE_BYTES = 1L << 44;

  private final InputStream stream;
  private final BlockInput in;
  private final SparseMaps sparse;
  private final PaxRecords global = new PaxRecords();
  private TarContent content = TarContent.NONE;
  private TarPlace place = TarPlace.EMPTY;

  /// @param stream closed with the reader
  public TarReader(InputStream stream) {
    this.stream = stream;
    this.in = new BlockInput(new BufferedInputStream(stream, BUFFER_BYTES));
    this.sparse = new SparseMaps(in);
  }

  /// The next entry, or null at the archive's end mark. What was not read of the entry before is skipped.
  ///
  /// @throws TarException when the archive is cut, damaged, or holds what cannot be carried
  public @Nullable TarEntry next() throws IOException {
    content.skipRest();
    content = TarContent.NONE;
    PaxRecords pax = new PaxRecords();
    pax.putAll(global);
    Bytes longName = null;
    Bytes longLink = null;
    while (true) {
      HeaderBlock header = new HeaderBlock(in.block(), in);
      if (header.isBlank(0, BlockInput.BLOCK)) {
        return null;
      }
      header.verifyChecksum();
      switch (header.type()) {
        case 'x' -> pax.read(in, size(header));
        case 'g' -> {
          global.read(in, size(header));
          pax.putAll(global);
        }
        case 'L' -> longName = longText(header);
        case 'K' -> longLink = longText(header);
        default -> {
          return entry(
              header,
              pax,
              longName != null ? longName : header.name(),
              longLink != null ? longLink : header.linkName());
        }
      }
    }
  }

  private long size(HeaderBlock header) throws IOException {
    long size = header.number(124, 12);
    if (size < 0) {
      throw in.damaged("an entry of " + size + " bytes");
    }
    return size;
  }

  private Bytes longText(HeaderBlock header) throws IOException {
    long size = size(header);
    if (size > MAX_LONG_NAME) {
      throw in.unsupported("a name of " + size + " bytes");
    }
    byte[] text = in.bytes((int) size);
    in.skip(BlockInput.padded(size) - size);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return Bytes.copyOf(text, 0, end);
  }

  private TarEntry entry(HeaderBlock header, PaxRecords pax, Bytes headerName, Bytes headerLink)
      throws IOException {
    Bytes name = pax.bytes("GNU.sparse.name");
    name = name != null ? name : pax.bytes("path");
    name = name != null ? name : headerName;
    Bytes link = pax.bytes("linkpath");
    link = link != null ? link : headerLink;
    TarEntry.Kind kind = kind(header.type(), name);
    boolean linked = kind == TarEntry.Kind.HARD_LINK || kind == TarEntry.Kind.SYMLINK;
    boolean device = kind == TarEntry.Kind.CHARACTER_DEVICE || kind == TarEntry.Kind.BLOCK_DEVICE;
    long size = openBody(header, pax, kind);
    return new TarEntry(
        kind,
        name,
        metadata(header, pax),
        linked ? link : Bytes.EMPTY,
        size,
        device ? (int) header.number(329, 8) : 0,
        device ? (int) header.number(337, 8) : 0);
  }

  private TarEntry.Kind kind(char type, Bytes name) throws IOException {
    return switch (type) {
      case '\0', '0', '7', 'S' ->
          type != 'S' && name.length() > 0 && name.at(name.length() - 1) == '/'
              ? TarEntry.Kind.DIRECTORY
              : TarEntry.Kind.FILE;
      case '1' -> TarEntry.Kind.HARD_LINK;
      case '2' -> TarEntry.Kind.SYMLINK;
      case '3' -> TarEntry.Kind.CHARACTER_DEVICE;
      case '4' -> TarEntry.Kind.BLOCK_DEVICE;
      case '5' -> TarEntry.Kind.DIRECTORY;
      case '6' -> TarEntry.Kind.FIFO;
      default -> throw in.unsupported("%s is an entry of type '%c'".formatted(name, type));
    };
  }

  private Metadata metadata(HeaderBlock header, PaxRecords pax) throws IOException {
    long[] mtime = pax.time(in, header.number(136, 12));
    long mode = header.number(100, 8) & 07777;
    long uid = pax.number(in, "uid", header.number(108, 8));
    long gid = pax.number(in, "gid", header.number(116, 8));
    if (uid < 0 || uid >= 0xffff_ffffL || gid < 0 || gid >= 0xffff_ffffL) {
      throw in.damaged("an owner %d:%d that no file can have".formatted(uid, gid));
    }
    return new Metadata(
        (int) mode, (int) uid, (int) gid, mtime[0], (int) mtime[1], pax.xattrs(in), 0);
  }

  /// @return the size of the file that its body makes
  private long openBody(HeaderBlock header, PaxRecords pax, TarEntry.Kind kind) throws IOException {
    long stored = pax.number(in, "size", size(header));
    if (stored < 0) {
      throw in.damaged("an entry of " + stored + " bytes");
    }
    if (kind != TarEntry.Kind.FILE) {
      in.skip(kind == TarEntry.Kind.DIRECTORY ? BlockInput.padded(stored) : 0);
      return 0;
    }
    List<TarEntry.Extent> extents;
    long size;
    long body = stored;
    if (header.type() == 'S') {
      size = header.number(483, 12);
      extents = sparse.old(header);
    } else if (pax.number(in, "GNU.sparse.major", 0) == 1) {
      size = pax.number(in, "GNU.sparse.realsize", -1);
      extents = sparse.beforeData();
      body = stored - sparse.consumed();
    } else {
      List<TarEntry.Extent> told = sparse.inRecords(pax);
      size = told == null ? stored : pax.number(in, "GNU.sparse.size", -1);
      extents = told == null ? List.of(new TarEntry.Extent(0, stored)) : told;
    }
    if (Math.max(stored, size) > MAX_FILE_BYTES) {
      throw in.unsupported("a file of " + Math.max(stored, size) + " bytes");
    }
    sparse.check(extents, body, size);
    content = new TarContent(in, new TarEntry.Body(body, extents), size);
    place = new TarPlace(in.position(), body, size, extents);
    return size;
  }

  /// The content of the entry [#next] answered last; to be read before the next one.
  public TarContent content() {
    return content;
  }

  /// Where the content of the file is that [#next] answered last, if the stream began with the archive.
  public TarPlace place() {
    return place;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
