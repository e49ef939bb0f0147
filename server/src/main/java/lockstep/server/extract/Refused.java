package lockstep.server.extract;

import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.SystemCallException;

/// Says what a refusal of the kernel means for who extracts.
final class Refused {
  private Refused() {}

  static ProblemException explain(SystemCallException e, RelativePath path) {
    String at = path.toString();
    String said = String.valueOf(e.getMessage());
    Problem problem =
        switch (e.errno()) {
          case SystemCallException.ENOSPC, SystemCallException.EDQUOT ->
              new Problem("E-SPACE", at, said, "extract to where there is more space");
          case SystemCallException.EPERM, SystemCallException.EACCES ->
              new Problem(
                  "E-PERMISSION",
                  at,
                  said,
                  "run as root, who alone may give owners and make devices; a tar needs no root: --to FILE.tar");
          case SystemCallException.EOPNOTSUPP, SystemCallException.ENOTTY ->
              new Problem(
                  "E-FILESYSTEM",
                  at,
                  "the filesystem cannot keep this: " + said,
                  "extract to ext4, xfs or btrfs, or to a tar: --to FILE.tar");
          default -> new Problem("E-IO", at, said, "mend the cause and run the command again");
        };
    return new ProblemException(problem, e);
  }
}
