package lockstep.images.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import lockstep.excludes.Bytes;
import org.jspecify.annotations.Nullable;

/// Where something was found, kept only to be shown: turned into text when an error needs it, at no cost before.
record Place(@Nullable Place parent, Bytes name) {
  Place child(Bytes name) {
    return new Place(this, name);
  }

  @Override
  public String toString() {
    Deque<String> parts = new ArrayDeque<>();
    for (Place place = this; place != null; place = place.parent) {
      parts.addFirst(place.name.toString());
    }
    String joined = String.join("/", parts);
    return joined.startsWith("//") ? joined.substring(1) : joined;
  }
}
