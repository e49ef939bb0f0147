package lockstep.images.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Writes values in one of three forms.
public final class JsonWriter {
  /// UTF-8 sorts as code points do; Java's own order of texts is by UTF-16 unit, which differs beyond U+FFFF.
  private static final Comparator<Map.Entry<String, Json>> BY_CODE_POINT =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getKey().getBytes(StandardCharsets.UTF_8),
              b.getKey().getBytes(StandardCharsets.UTF_8));

  private enum Form {
    CANONICAL,
    PLAIN,
    PRETTY
  }

  private final StringBuilder out = new StringBuilder();
  private final Form form;

  private JsonWriter(Form form) {
    this.form = form;
  }

  /// OLPC canonical JSON: keys sorted by code point, no blanks, only `"` and `\` escaped. What signatures are over.
  public static byte[] canonical(Json value) {
    return write(value, Form.CANONICAL).getBytes(StandardCharsets.UTF_8);
  }

  /// One line, without the line break.
  public static String plain(Json value) {
    return write(value, Form.PLAIN);
  }

  /// Indented by two blanks, without a line break at the end.
  public static String pretty(Json value) {
    return write(value, Form.PRETTY);
  }

  private static String write(Json value, Form form) {
    JsonWriter writer = new JsonWriter(form);
    writer.value(value, 0);
    return writer.out.toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.Object object -> object(object, depth);
      case Json.Array(List<Json> items) -> array(items, depth);
      case Json.Text(String text) -> text(text);
      case Json.Whole(long whole) -> out.append(whole);
      case Json.Bool(boolean bool) -> out.append(bool);
      case Json.Null() -> out.append("null");
    }
  }

  private void object(Json.Object object, int depth) {
    List<Map.Entry<String, Json>> members = new ArrayList<>(object.members().entrySet());
    if (form == Form.CANONICAL) {
      members.sort(BY_CODE_POINT);
    }
    out.append('{');
    for (int i = 0; i < members.size(); i++) {
      separate(i, depth + 1);
      text(members.get(i).getKey());
      out.append(form == Form.PRETTY ? ": " : ":");
      value(members.get(i).getValue(), depth + 1);
    }
    close('}', members.size(), depth);
  }

  private void array(List<Json> items, int depth) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      separate(i, depth + 1);
      value(items.get(i), depth + 1);
    }
    close(']', items.size(), depth);
  }

  private void separate(int index, int depth) {
    if (index > 0) {
      out.append(',');
    }
    if (form == Form.PRETTY) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private void close(char end, int size, int depth) {
    if (form == Form.PRETTY && size > 0) {
      out.append('\n').repeat("  ", depth);
    }
    out.append(end);
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 && form != Form.CANONICAL) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
