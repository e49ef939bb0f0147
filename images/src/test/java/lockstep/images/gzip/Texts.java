package lockstep.images.gzip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lockstep.excludes.Bytes;
import lockstep.images.IntegrityException;

/// Texts that bring an encoder into its corners.
final class Texts {
  static final long MAX_BYTES = 64L << 20;

  /// By what is special about them.
  static final Map<String, byte[]> ALL = all();

  private Texts() {}

  private static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("empty", new byte[0]);
    all.put("one byte", new byte[] {'x'});
    all.put("two bytes", new byte[] {'x', 'x'});
    all.put("three equal bytes", new byte[] {'x', 'x', 'x'});
    all.put("a long run", new byte[300_000]);
    all.put("random, short", random(1000));
    all.put("random", random(100_000));
    all.put("prose, more than 1 MB", prose(1_100_000));
    all.put("few letters", letters(70_000, 3));
    all.put("sixteen letters", letters(70_000, 16));
    all.put("skewed letters", skewed(120_000));
    all.put("prose, then random, then prose", mixed());
    for (int edge : List.of(1 << 15, 1 << 16, 3 << 15)) {
      for (int off : List.of(-262, -1, 0, 1, 262)) {
        all.put("prose, %d and %d".formatted(edge, off), prose(edge + off));
      }
    }
    return Collections.unmodifiableMap(all);
  }

  static ByteBuffer buffer(byte[] text) {
    return ByteBuffer.wrap(text);
  }

  /// A file as this encoder writes it, with the plain header.
  static byte[] made(byte[] text, Encoder encoder) throws IntegrityException {
    Recipe.Member member = new Recipe.Member(encoder, GzipHeader.plain(encoder), text.length);
    Bytes recipe = RecipeWriter.write(new Recipe(List.of(member), Bytes.EMPTY));
    ByteBuffer into = ByteBuffer.allocate(text.length + text.length / 8 + 1000);
    GzipMaker.make(buffer(text), recipe, ByteTarget.filling(into));
    return Arrays.copyOf(into.array(), into.position());
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /// Words of a small language, the frequent ones short.
  static byte[] prose(int length) {
    Random random = new Random(2);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      StringBuilder word = new StringBuilder();
      for (int left = 1 + random.nextInt(2 + i / 200); left > 0; left--) {
        word.append((char) ('a' + (int) (25 * Math.pow(random.nextDouble(), 2))));
      }
      words.add(word.toString());
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(words.get((int) (2000 * Math.pow(random.nextDouble(), 3))));
      text.append(random.nextInt(12) == 0 ? ".\n" : " ");
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.ISO_8859_1), length);
  }

  private static byte[] letters(int length, int kinds) {
    byte[] bytes = new byte[length];
    Random random = new Random(3);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(kinds));
    }
    return bytes;
  }

  /// Each letter about twice as frequent as the next, so that code lengths reach their limit.
  private static byte[] skewed(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(4);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (37 * Long.numberOfTrailingZeros(random.nextLong() | (1L << 40)));
    }
    return bytes;
  }

  private static byte[] mixed() {
    byte[] text = prose(400_000);
    System.arraycopy(random(120_000), 0, text, 130_000, 120_000);
    return text;
  }
}
