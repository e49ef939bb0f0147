package lockstep.images.delta;

import lockstep.images.IntegrityException;

/// What must hold between the records of a delta index, whoever wrote it: they follow the manifest's order, and their
/// frames follow each other without gap or overlap through the whole object.
final class DeltaIndexChecks {
  static final int VERSION = 1;
  static final int MAX_HEADER_BYTES = 16 << 20;
  static final int MAX_RECORD_BYTES = 256;

  private final DeltaHeader header;
  private long records;
  private long lastEntry = -1;
  private long position;

  DeltaIndexChecks(DeltaHeader header) {
    this.header = header;
  }

  void accept(DeltaRecord record) throws IntegrityException {
    boolean sane =
        record.entry() > lastEntry
            && record.baseBytes() >= 0
            && record.baseBytes() <= PrefixPatch.MAX_FILE_BYTES
            && record.offset() == position
            && record.storedLength() > 0
            && record.storedLength() <= header.objectBytes() - position;
    if (!sane || records == header.records()) {
      throw new IntegrityException("the delta index has an impossible record: " + record);
    }
    records++;
    lastEntry = record.entry();
    position += record.storedLength();
  }

  void finish() throws IntegrityException {
    if (records != header.records() || position != header.objectBytes()) {
      throw new IntegrityException(
          "the delta index has %d records for %d bytes, it says %d for %d"
              .formatted(records, position, header.records(), header.objectBytes()));
    }
  }
}
