package lockstep.server.repository;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// How damage that is met while an image is read is told: which object, and where to go from here.
public final class Damage {
  private static final String NEXT =
      "see all damage, and repair it from a good copy: lockstep fsck REPO --repair-from URL|DIR";

  /// What the kernel says of a bad block (EIO); Java has no exception of its own for it.
  private static final String UNREADABLE = "Input/output error";

  private Damage() {}

  /// Reads part of an object.
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws IOException;
  }

  /// @param object its path below the repository
  /// @throws ProblemException `E-MISSING` or `E-DAMAGED` when the object is not there or not what its name promises;
  ///     every other exception passes
  public static <T> T explained(String object, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (NoSuchFileException e) {
      throw new ProblemException(
          new Problem("E-MISSING", object, "the repository has lost it", NEXT), e);
    } catch (IntegrityException | EOFException e) {
      throw new ProblemException(
          new Problem("E-DAMAGED", object, String.valueOf(e.getMessage()), NEXT), e);
    } catch (IOException e) {
      if (UNREADABLE.equals(e.getMessage())) {
        throw new ProblemException(
            new Problem("E-DAMAGED", object, "the disk cannot read it", NEXT), e);
      }
      throw e;
    }
  }
}
