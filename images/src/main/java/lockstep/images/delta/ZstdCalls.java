package lockstep.images.delta;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The calls of libzstd that zstd-jni does not pass on, in the library that zstd-jni has loaded.
///
/// `size_t` is 64 bits wide on both processors we run on. That library leaves `ZSTD_CCtx_refPrefix` and
/// `ZSTD_DCtx_refPrefix` out of its table of names; loading a raw dictionary by reference is what they do inside, and
/// [#DICT_FORCE_LOAD] makes the compressor treat it as a prefix: into its own tables, long-distance matches included.
@SuppressWarnings("restricted")
final class ZstdCalls {
  /// ZSTD_dlm_byRef, ZSTD_dct_rawContent, ZSTD_dictForceLoad of zstd.h.
  private static final int BY_REFERENCE = 1;

  private static final int RAW_CONTENT = 1;
  static final int DICT_FORCE_LOAD = 3;

  /// ZSTD_cParameter and ZSTD_dParameter values of zstd.h.
  static final int LEVEL = 100;

  static final int WINDOW_LOG = 101;
  static final int LONG_DISTANCE_MATCHING = 160;
  static final int CONTENT_SIZE_FLAG = 200;
  static final int FORCE_ATTACH_DICT = 1001;

  private static final long MAX_ERROR_NAME_BYTES = 256;

  static final ZstdCalls LIBRARY = new ZstdCalls();

  private final MethodHandle createCCtx;
  private final MethodHandle freeCCtx;
  private final MethodHandle createDCtx;
  private final MethodHandle freeDCtx;
  private final MethodHandle setParameter;
  private final MethodHandle compressorPrefix;
  private final MethodHandle decompressorPrefix;
  private final MethodHandle compress;
  private final MethodHandle decompress;
  private final MethodHandle compressBound;
  private final MethodHandle frameSize;
  private final MethodHandle isError;
  private final MethodHandle errorName;

  private ZstdCalls() {
    Native.load();
    SymbolLookup library = SymbolLookup.loaderLookup();
    createCCtx = bind(library, "ZSTD_createCCtx", ADDRESS);
    freeCCtx = bind(library, "ZSTD_freeCCtx", JAVA_LONG, ADDRESS);
    createDCtx = bind(library, "ZSTD_createDCtx", ADDRESS);
    freeDCtx = bind(library, "ZSTD_freeDCtx", JAVA_LONG, ADDRESS);
    setParameter = bind(library, "ZSTD_CCtx_setParameter", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT);
    compressorPrefix =
        bind(
            library,
            "ZSTD_CCtx_loadDictionary_advanced",
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT);
    decompressorPrefix =
        bind(
            library,
            "ZSTD_DCtx_loadDictionary_advanced",
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT);
    compress =
        bind(library, "ZSTD_compress2", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    decompress =
        bind(
            library,
            "ZSTD_decompressDCtx",
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG);
    compressBound = bind(library, "ZSTD_compressBound", JAVA_LONG, JAVA_LONG);
    frameSize = bind(library, "ZSTD_findFrameCompressedSize", JAVA_LONG, ADDRESS, JAVA_LONG);
    isError = bind(library, "ZSTD_isError", JAVA_INT, JAVA_LONG);
    errorName = bind(library, "ZSTD_getErrorName", ADDRESS, JAVA_LONG);
  }

  private static MethodHandle bind(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  MemorySegment newCompressor() {
    return address(call(() -> (MemorySegment) createCCtx.invokeExact()), "ZSTD_createCCtx");
  }

  MemorySegment newDecompressor() {
    return address(call(() -> (MemorySegment) createDCtx.invokeExact()), "ZSTD_createDCtx");
  }

  void freeCompressor(MemorySegment context) {
    call(() -> (long) freeCCtx.invokeExact(context));
  }

  void freeDecompressor(MemorySegment context) {
    call(() -> (long) freeDCtx.invokeExact(context));
  }

  void setParameter(MemorySegment context, int parameter, int value) throws IOException {
    check(
        call(() -> (long) setParameter.invokeExact(context, parameter, value)),
        "ZSTD_CCtx_setParameter");
  }

  /// `prefix` is referred to, not copied: it must outlive every use of the context.
  void setCompressorPrefix(MemorySegment context, MemorySegment prefix) throws IOException {
    check(
        call(() ->
            (long)
                compressorPrefix.invokeExact(
                    context, prefix, prefix.byteSize(), BY_REFERENCE, RAW_CONTENT)),
        "ZSTD_CCtx_loadDictionary_advanced");
  }

  /// `prefix` is referred to, not copied: it must outlive every use of the context.
  void setDecompressorPrefix(MemorySegment context, MemorySegment prefix) throws IOException {
    check(
        call(() ->
            (long)
                decompressorPrefix.invokeExact(
                    context, prefix, prefix.byteSize(), BY_REFERENCE, RAW_CONTENT)),
        "ZSTD_DCtx_loadDictionary_advanced");
  }

  long compress(MemorySegment context, MemorySegment target, MemorySegment source)
      throws IOException {
    return check(
        call(() ->
            (long)
                compress.invokeExact(
                    context, target, target.byteSize(), source, source.byteSize())),
        "ZSTD_compress2");
  }

  long decompress(MemorySegment context, MemorySegment target, MemorySegment source)
      throws IOException {
    return check(
        call(() ->
            (long)
                decompress.invokeExact(
                    context, target, target.byteSize(), source, source.byteSize())),
        "ZSTD_decompressDCtx");
  }

  long compressBound(long bytes) {
    return call(() -> (long) compressBound.invokeExact(bytes));
  }

  /// The length of the first frame in `source`.
  long frameSize(MemorySegment source) throws IOException {
    return check(
        call(() -> (long) frameSize.invokeExact(source, source.byteSize())),
        "ZSTD_findFrameCompressedSize");
  }

  private long check(long result, String what) throws IOException {
    if (call(() -> (int) isError.invokeExact(result)) == 0) {
      return result;
    }
    MemorySegment name = call(() -> (MemorySegment) errorName.invokeExact(result));
    throw new IOException(what + ": " + name.reinterpret(MAX_ERROR_NAME_BYTES).getString(0));
  }

  private static MemorySegment address(MemorySegment result, String what) {
    if (result.address() == 0) {
      throw new OutOfMemoryError(what + " found no memory");
    }
    return result;
  }

  private static <T> T call(Downcall<T> downcall) {
    try {
      return downcall.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }

  private interface Downcall<T> {
    T invoke() throws Throwable;
  }
}
