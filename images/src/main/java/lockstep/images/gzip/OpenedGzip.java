package lockstep.images.gzip;

import java.nio.ByteBuffer;
import lockstep.excludes.Bytes;

/// A gzip file seen as its text.
///
/// @param text what the file inflates to, its members' texts one after the other; position 0 to limit, on the heap
/// @param recipe what [GzipMaker] needs beside the text; at most [GzipMaker#MAX_RECIPE_BYTES]
public record OpenedGzip(ByteBuffer text, Bytes recipe) {}
