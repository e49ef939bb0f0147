package lockstep.images.difference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// The stream that says where the copies are, and so all that forecasts need.
///
/// @param unwind whether the table of unwind entries is made
record Control(Copies copies, Rebuild.Unwind unwind) {
  byte[] toBytes() {
    ByteArrayOutputStream befores = new ByteArrayOutputStream();
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    ByteArrayOutputStream seeks = new ByteArrayOutputStream();
    int targetEnd = 0;
    int baseEnd = 0;
    for (int i = 0; i < copies.count(); i++) {
      Varints.put(befores, copies.targetStart(i) - targetEnd);
      Varints.put(lengths, copies.length(i));
      Varints.putSigned(seeks, copies.baseStart(i) - baseEnd);
      targetEnd = copies.targetStart(i) + copies.length(i);
      baseEnd = copies.baseStart(i) + copies.length(i);
    }
    ByteArrayOutputStream control = new ByteArrayOutputStream();
    Varints.put(control, 2 * copies.count() + (unwind == Rebuild.Unwind.MADE ? 1 : 0));
    control.writeBytes(befores.toByteArray());
    control.writeBytes(lengths.toByteArray());
    control.writeBytes(seeks.toByteArray());
    return control.toByteArray();
  }

  /// @throws IntegrityException when it is damaged, or a copy lies outside base or target
  static Control read(ByteBuffer bytes, int baseSize, int targetSize) throws IntegrityException {
    ByteBuffer in = bytes.slice();
    int head = Varints.get(in);
    int count = head / 2;
    if (head < 0 || count > Copies.MAX_COPIES || 3L * count > in.remaining()) {
      throw new IntegrityException("a difference of %d copies".formatted(count));
    }
    int[] befores = numbers(in, count);
    int[] lengths = numbers(in, count);
    Copies copies = new Copies();
    long to = 0;
    long from = 0;
    for (int i = 0; i < count; i++) {
      to += befores[i];
      from += Math.clamp(Varints.getSigned(in), -Integer.MAX_VALUE, Integer.MAX_VALUE);
      if (from < 0 || from + lengths[i] > baseSize || to + lengths[i] > targetSize) {
        throw new IntegrityException("a difference copies what is not there");
      }
      copies.add((int) from, (int) to, lengths[i]);
      to += lengths[i];
      from += lengths[i];
    }
    if (in.hasRemaining()) {
      throw new IntegrityException("a difference holds more than its copies");
    }
    return new Control(copies, head % 2 == 1 ? Rebuild.Unwind.MADE : Rebuild.Unwind.SENT);
  }

  private static int[] numbers(ByteBuffer in, int count) throws IntegrityException {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Varints.get(in);
      if (numbers[i] < 0) {
        throw new IntegrityException("a difference holds a negative length");
      }
    }
    return numbers;
  }
}
