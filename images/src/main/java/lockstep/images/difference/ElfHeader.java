package lockstep.images.difference;

/// The first 64 bytes of a program: where its tables lie. 64-bit little-endian files only; for others, and for what is
/// damaged, all counts are 0.
///
/// @param segmentTable offset of the program headers
/// @param sectionTable offset of the section headers
/// @param sectionNames which section holds the names of sections
record ElfHeader(
    Machine machine,
    boolean fixedPlace,
    long segmentTable,
    int segmentCount,
    long sectionTable,
    int sectionCount,
    int sectionNames) {
  static final int BYTES = 64;
  static final int SEGMENT_BYTES = 56;
  static final int SECTION_BYTES = 64;

  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int EXECUTABLE = 2;
  private static final ElfHeader NOTHING =
      new ElfHeader(Machine.OTHER, false, BYTES, 0, BYTES, 0, 0);

  /// @param known how many bytes of the file may be looked at
  static ElfHeader of(View file, int known) {
    if (known < BYTES
        || file.size() < BYTES
        || file.int32(0) != MAGIC
        || file.unsigned16(4) != CLASS_64_LITTLE_ENDIAN
        || file.unsigned16(54) != SEGMENT_BYTES) {
      return NOTHING;
    }
    return new ElfHeader(
        Machine.of(file.unsigned16(18)),
        file.unsigned16(16) == EXECUTABLE,
        file.int64(32),
        file.unsigned16(56),
        file.int64(40),
        file.unsigned16(58) == SECTION_BYTES ? file.unsigned16(60) : 0,
        file.unsigned16(62));
  }
}
