package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-99, 0, 100",
    "bytes=10-19, 10, 10",
    "bytes=90-, 90, 10",
    "bytes=90-1000, 90, 10",
    "bytes=-1, 99, 1",
    "bytes=-100, 0, 100",
    "bytes=-101, 0, 100",
    "BYTES=5-6, 5, 2",
  })
  void aRangeWithinTheFileIsThatPart(String field, long offset, long length) {
    assertThat(ByteRange.parse(field, 100)).isEqualTo(new ByteRange.Part(offset, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=0-1,5-6", "bytes=0-,0-"})
  void aRangeOutsideAndMoreThanOneAreUnsatisfiable(String field) {
    assertThat(ByteRange.parse(field, 100)).isEqualTo(new ByteRange.Unsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "lines=1-2",
        "bytes=--1",
        "bytes=99999999999999999999-",
        "bytes=0x1-2",
        "bytes=1-2-3"
      })
  void whatIsNoRangeCountsAsNone(String field) {
    assertThat(ByteRange.parse(field, 100)).isEqualTo(new ByteRange.Whole());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1"})
  void anEmptyFileHasNoRange(String field) {
    assertThat(ByteRange.parse(field, 0)).isEqualTo(new ByteRange.Unsatisfiable());
  }
}
