package lockstep.server.repository;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes a file's content, first byte to last.
public interface ContentSink {
  /// For whoever wants the proof and not the bytes.
  ContentSink NOWHERE =
      new ContentSink() {
        @Override
        public void data(ByteBuffer plain) {}

        @Override
        public void hole(long length) {}
      };

  /// @param plain proven bytes, good until this returns
  void data(ByteBuffer plain) throws IOException;

  /// A long run of zeros that is stored nowhere.
  ///
  /// @param length in bytes
  void hole(long length) throws IOException;
}
