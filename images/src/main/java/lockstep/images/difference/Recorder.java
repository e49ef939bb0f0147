package lockstep.images.difference;

import java.io.ByteArrayOutputStream;

/// Takes down what a known target is besides what is known: how many bytes and fields are right between two that are
/// not, then how wrong those are.
final class Recorder implements Residuals {
  private final View base;
  private final View original;
  private final View target;
  private final ByteArrayOutputStream gaps = new ByteArrayOutputStream();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fields = new ByteArrayOutputStream();
  private final ByteArrayOutputStream extra = new ByteArrayOutputStream();

  private int right;

  /// @param original the target
  /// @param target is filled with it
  Recorder(View base, View original, View target) {
    this.base = base;
    this.original = original;
    this.target = target;
  }

  @Override
  public void copied(int from, int to, int length) {
    for (int i = 0; i < length; i++) {
      byte actual = original.get(to + i);
      target.put(to + i, actual);
      int wrong = actual - base.get(from + i);
      if (wrong == 0) {
        right++;
      } else {
        gap();
        bytes.write(wrong);
      }
    }
  }

  private void gap() {
    Varints.put(gaps, right);
    right = 0;
  }

  @Override
  public long field(Kind kind, int to, long forecast) {
    long actual = kind.read(original, to);
    kind.write(target, to, actual);
    if (actual == forecast) {
      right++;
    } else {
      gap();
      Varints.putSigned(fields, kind.narrow(actual - forecast));
    }
    return actual;
  }

  @Override
  public void fresh(int to, int length) {
    for (int i = 0; i < length; i++) {
      byte actual = original.get(to + i);
      target.put(to + i, actual);
      extra.write(actual);
    }
  }

  byte[] diff() {
    ByteArrayOutputStream diff = new ByteArrayOutputStream();
    Varints.put(diff, gaps.size());
    Varints.put(diff, bytes.size());
    diff.writeBytes(gaps.toByteArray());
    diff.writeBytes(bytes.toByteArray());
    diff.writeBytes(fields.toByteArray());
    return diff.toByteArray();
  }

  byte[] extra() {
    return extra.toByteArray();
  }
}
