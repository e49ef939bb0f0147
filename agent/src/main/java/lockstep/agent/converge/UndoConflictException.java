package lockstep.agent.converge;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// An undo would take away what is not Lockstep's. Nothing was changed.
final class UndoConflictException extends ProblemException {
  private static final long serialVersionUID = 1L;

  UndoConflictException(Problem problem) {
    super(problem);
  }
}
