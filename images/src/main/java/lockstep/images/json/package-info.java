/// JSON as Lockstep reads and writes it: the part of JSON on which every program agrees.
///
/// Values are text, whole numbers, booleans, null, arrays and objects; there are no fractions, for no two programs print
/// them alike. [JsonReader] takes foreign bytes and refuses whatever could be read in two ways: a key that stands twice,
/// a number that is not whole or leaves 64 bits, bytes that are not UTF-8, half a surrogate pair, anything after the
/// value. It is bounded in depth and in the number of values, so hostile bytes cost no more than their length.
///
/// [JsonWriter] has three forms: *canonical* (OLPC canonical JSON, what signatures are over), *plain* (one line) and
/// *pretty* (for people). Objects keep the order their members were put in; only the canonical form sorts.
@NullMarked
package lockstep.images.json;

import org.jspecify.annotations.NullMarked;
