package lockstep.server.repository;

import lockstep.images.pack.Pack;

/// Where a chunk is kept.
record StoredChunk(Pack pack, long offset, int storedLength) {}
