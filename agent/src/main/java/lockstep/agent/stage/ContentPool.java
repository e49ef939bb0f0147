package lockstep.agent.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SparseWriter;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Contents on their way into the stage: a folder of the transaction's, with a file named for its hash for each. What has
/// that name was read back and is right. Safe for many threads.
final class ContentPool implements AutoCloseable {
  private static final Bytes NAME = Bytes.of("pool");

  private final Directory transaction;
  private final Directory folder;

  private ContentPool(Directory transaction, Directory folder) {
    this.transaction = transaction;
    this.folder = folder;
  }

  /// @param transaction its open folder, where there is no pool yet
  static ContentPool in(Directory transaction) throws IOException {
    transaction.makeDirectory(NAME, 0700);
    return new ContentPool(transaction, transaction.openChild(NAME));
  }

  /// Writes a content and reads it back.
  ///
  /// @param workName that nobody else uses at the same time
  /// @return false when it is not the one of that hash: then it is not kept
  boolean put(String workName, ByteBuffer content, ContentHash hash) throws IOException {
    boolean right;
    try (FileHandle file = create(workName)) {
      SparseWriter.write(content, 0, file);
      file.truncate(content.remaining());
      right = file.hash().equals(hash);
    }
    if (right) {
      keep(workName, hash);
    } else {
      drop(workName);
    }
    return right;
  }

  /// An empty file, to be written and then [kept][#keep], [given away][#give] or [dropped][#drop].
  FileHandle create(String workName) throws IOException {
    return folder.createFile(working(workName), 0600);
  }

  /// @param hash of what was read back from the file
  void keep(String workName, ContentHash hash) throws IOException {
    if (!rename(working(workName), folder, Bytes.of(hash.toString()))) {
      drop(workName); // another group made it as well
    }
  }

  /// Gives away what was made under that name: it becomes `as` in `to`.
  void give(String workName, Directory to, Bytes as) throws IOException {
    folder.renameNoReplace(working(workName), to, as);
  }

  void drop(String workName) throws IOException {
    folder.unlink(working(workName));
  }

  private static Bytes working(String name) {
    return Bytes.of("." + name);
  }

  /// Whether the name was free.
  private boolean rename(Bytes name, Directory to, Bytes toName) throws SystemCallException {
    try {
      folder.renameNoReplace(name, to, toName);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.EEXIST) {
        return false;
      }
      throw e;
    }
  }

  /// Null when it is not here.
  @Nullable FileHandle open(ContentHash hash) throws IOException {
    try {
      return folder.openRead(Bytes.of(hash.toString()));
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  /// Gives a content away, where it is here: it becomes `name` in `to`.
  boolean take(ContentHash hash, Directory to, Bytes name) throws IOException {
    try {
      folder.renameNoReplace(Bytes.of(hash.toString()), to, name);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  /// Removes it with all that nobody took.
  @Override
  public void close() throws IOException {
    folder.close();
    transaction.removeTree(NAME);
  }
}
