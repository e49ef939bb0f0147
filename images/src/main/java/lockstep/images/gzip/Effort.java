package lockstep.images.gzip;

import java.util.List;

/// How hard a level searches. The figures are the same in GNU gzip and zlib and cannot change: files were written by them.
///
/// @param good from this length of the waiting match on, only a quarter of the chain is searched
/// @param lazy from this length on a match does not wait; for levels that never wait, the longest whose inside is hashed
/// @param nice a match of this length ends the search
/// @param chain how many places are looked at
record Effort(int good, int lazy, int nice, int chain) {
  static final List<Effort> OF_LEVEL =
      List.of(
          new Effort(4, 4, 8, 4),
          new Effort(4, 5, 16, 8),
          new Effort(4, 6, 32, 32),
          new Effort(4, 4, 16, 16),
          new Effort(8, 16, 32, 32),
          new Effort(8, 16, 128, 128),
          new Effort(8, 32, 128, 256),
          new Effort(32, 128, 258, 1024),
          new Effort(32, 258, 258, 4096));
}
