package lockstep.images.stored;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import lockstep.images.IntegrityException;

/// How much memory a message will take, judged before it is parsed: two bytes of a hostile one become an object of sixty.
public final class MessageBudget {
  /// An agent has 64 MB, and other things in it.
  private static final long MAX_HEAP_BYTES = 32 << 20;

  /// Whatever a shorter message becomes, it is far below the limit.
  private static final int FREE_BYTES = 64 << 10;

  /// The message, what is made of it, and their places in lists.
  private static final int MESSAGE_BYTES = 96;

  private static final int TEXT_BYTES = 64;

  /// A number in a list of objects, or in a field that nobody knows.
  private static final int NUMBER_BYTES = 24;

  /// What a message is made of, as far as that decides what it takes.
  ///
  /// @param messages its fields that are messages, by their number
  /// @param lists its fields that are packed lists of numbers
  public record Shape(Map<Integer, Shape> messages, Set<Integer> lists) {
    public static final Shape FLAT = new Shape(Map.of(), Set.of());

    /// Messages in messages.
    public static Shape of(Map<Integer, Shape> messages) {
      return new Shape(messages, Set.of());
    }
  }

  private final ByteBuffer in;
  private long heapBytes;

  private MessageBudget(byte[] message) {
    in = ByteBuffer.wrap(message);
  }

  /// @param what names the file in errors: "manifest"
  /// @throws IntegrityException when parsing it would take too much
  public static void require(byte[] message, Shape shape, String what) throws IntegrityException {
    if (message.length <= FREE_BYTES) {
      return;
    }
    MessageBudget budget = new MessageBudget(message);
    try {
      budget.fields(message.length, shape);
    } catch (BufferUnderflowException e) {
      // It is damaged: the parser will say so, and comes no further than this did.
    }
    if (budget.heapBytes > MAX_HEAP_BYTES) {
      throw new IntegrityException(
          "a message of the %s has %d bytes in too many pieces".formatted(what, message.length));
    }
  }

  private void fields(int end, Shape shape) {
    while (in.position() < end) {
      long tag = varint();
      switch ((int) tag & 7) {
        case 0 -> number(varint());
        case 1 -> number(in.getLong());
        case 2 -> piece(tag >>> 3, shape);
        case 5 -> number(in.getInt());
        default -> heapBytes += NUMBER_BYTES;
      }
    }
  }

  private void number(long ignored) {
    heapBytes += NUMBER_BYTES;
  }

  private void piece(long field, Shape shape) {
    long length = varint();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    int end = in.position() + (int) length;
    Shape message = field <= Integer.MAX_VALUE ? shape.messages.get((int) field) : null;
    if (message != null) {
      heapBytes += MESSAGE_BYTES;
      fields(end, message);
    } else {
      boolean list = field <= Integer.MAX_VALUE && shape.lists.contains((int) field);
      heapBytes += list ? length * NUMBER_BYTES : TEXT_BYTES + length;
    }
    in.position(end);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte read = in.get();
      value |= (read & 0x7fL) << shift;
      if (read >= 0) {
        return value;
      }
    }
    throw new BufferUnderflowException();
  }
}
