package lockstep.images.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One JSON value. Immutable; safe for many threads. `toString` is the plain form.
public sealed interface Json {
  /// The empty object, to be filled: `Json.object().put("outcome", "converged").put("created", 3).build()`.
  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  static Array array(List<? extends Json> items) {
    return new Array(List.copyOf(items));
  }

  /// An array of texts.
  static Array texts(List<String> items) {
    return array(items.stream().map(Text::new).toList());
  }

  /// The members in the order they were put in.
  @SuppressWarnings("JavaLangClash") // always written Json.Object
  record Object(Map<String, Json> members) implements Json {
    public static final Object EMPTY = new Object(Map.of());

    public Object {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Json> find(String key) {
      return Optional.ofNullable(members.get(key));
    }

    /// The text at `key`.
    ///
    /// @throws JsonException when it is missing or no text; so with the other kinds below
    public String text(String key) throws JsonException {
      return require(key, Text.class, "a text").value();
    }

    public long whole(String key) throws JsonException {
      return require(key, Whole.class, "a whole number").value();
    }

    public boolean bool(String key) throws JsonException {
      return require(key, Bool.class, "true or false").value();
    }

    public Object object(String key) throws JsonException {
      return require(key, Object.class, "an object");
    }

    public List<Json> array(String key) throws JsonException {
      return require(key, Array.class, "an array").items();
    }

    /// The texts of the array at `key`.
    public List<String> texts(String key) throws JsonException {
      List<String> texts = new ArrayList<>();
      for (Json item : array(key)) {
        texts.add(as(item, Text.class, "'" + key + "' must hold only texts").value());
      }
      return List.copyOf(texts);
    }

    /// The objects of the array at `key`.
    public List<Object> objects(String key) throws JsonException {
      List<Object> objects = new ArrayList<>();
      for (Json item : array(key)) {
        objects.add(as(item, Object.class, "'" + key + "' must hold only objects"));
      }
      return List.copyOf(objects);
    }

    private <T extends Json> T require(String key, Class<T> kind, String name)
        throws JsonException {
      Json value = members.get(key);
      if (value == null) {
        throw new JsonException("'" + key + "' is missing");
      }
      return as(value, kind, "'" + key + "' must be " + name);
    }

    @Override
    public String toString() {
      return JsonWriter.plain(this);
    }
  }

  record Array(List<Json> items) implements Json {
    public Array {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return JsonWriter.plain(this);
    }
  }

  /// @param value Unicode text: surrogates only in pairs
  record Text(String value) implements Json {
    public Text {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw new IllegalArgumentException("half a surrogate pair is not text");
      }
    }

    @Override
    public String toString() {
      return JsonWriter.plain(this);
    }
  }

  record Whole(long value) implements Json {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record Bool(boolean value) implements Json {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  record Null() implements Json {
    @Override
    public String toString() {
      return "null";
    }
  }

  /// `value` as the wanted kind.
  ///
  /// @throws JsonException with `fault` when it is of another kind
  static <T extends Json> T as(Json value, Class<T> kind, String fault) throws JsonException {
    if (!kind.isInstance(value)) {
      throw new JsonException(fault);
    }
    return kind.cast(value);
  }

  /// Fills an object, in order. For one thread. A key put twice keeps its place and takes the later value.
  final class ObjectBuilder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private ObjectBuilder() {}

    public ObjectBuilder put(String key, Json value) {
      members.put(key, value);
      return this;
    }

    public ObjectBuilder put(String key, String value) {
      return put(key, new Text(value));
    }

    public ObjectBuilder put(String key, long value) {
      return put(key, new Whole(value));
    }

    public ObjectBuilder put(String key, boolean value) {
      return put(key, new Bool(value));
    }

    public ObjectBuilder put(String key, ObjectBuilder value) {
      return put(key, value.build());
    }

    public ObjectBuilder put(String key, List<? extends Json> items) {
      return put(key, Json.array(items));
    }

    public Object build() {
      return new Object(members);
    }
  }
}
