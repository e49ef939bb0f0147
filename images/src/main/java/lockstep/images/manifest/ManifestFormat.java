package lockstep.images.manifest;

/// The numbers of format version 1.
final class ManifestFormat {
  static final int VERSION = 1;

  static final int MAX_HEADER_BYTES = 4 << 20;

  /// Room for some 100,000 chunks: a file of about 6 GiB of data, holes not counted.
  static final int MAX_ENTRY_BYTES = 4 << 20;

  static final int MAX_ENTRIES = 1 << 24;
  static final int MAX_XATTR_NAME_BYTES = 255;
  static final int MAX_XATTR_VALUE_BYTES = 64 << 10;
  static final int MAX_SYMLINK_BYTES = 4095;

  /// What Linux keeps of a device number.
  static final int MAX_MAJOR = 0xfff;

  static final int MAX_MINOR = 0xfffff;

  private ManifestFormat() {}
}
