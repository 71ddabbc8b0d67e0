package jacquard.runtime;

/// How the tiles of a call lie on what it computes: for each of `blocks` of channels, `places` (lines or parts of them), the places
/// fastest.
///
/// Where there is more than one block, threads divide the places among them, and each computes all blocks of its own. So it finds what a
/// call reads where it left it in the call before, and has to fetch only few lines from the cache of another core, which takes longer
/// than from the one that all share. A row of tiles is handed out as it stands.
///
/// Errors: `IllegalArgumentException` without blocks, for a negative number of places, and for more tiles than an `int` counts.
public record TileGrid(int blocks, int places) {
  public TileGrid {
    if (blocks < 1 || places < 0 || (long) blocks * places > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(blocks + " blocks of " + places + " tiles");
    }
  }

  public static TileGrid row(int tiles) {
    return new TileGrid(1, tiles);
  }

  public int tiles() {
    return blocks * places;
  }

  /// Into how many parts each of `threads` threads cuts its places, so that it has about `each` chunks and all together at most `most`; 0
  /// where tiles are handed out in a row.
  int parts(int threads, int each, int most) {
    if (blocks == 1) {
      return 0;
    }
    int parts = Math.min(Math.ceilDiv(each, blocks), places / threads);
    return (long) threads * blocks * parts <= most ? parts : 0;
  }

  /// The first tile of chunk `chunk` of `count`, where `parts` is as above.
  ///
  /// Chunks are numbered by thread, then by block, then by part of the thread's places: a thread that takes them from one end and one that
  /// takes them from the other each meet their own.
  int first(int chunk, int count, int parts) {
    return at(chunk, 0, count, parts);
  }

  /// Where the tiles of that chunk end.
  int end(int chunk, int count, int parts) {
    return at(chunk, 1, count, parts);
  }

  private int at(int chunk, int more, int count, int parts) {
    if (parts == 0) {
      return (int) ((long) tiles() * (chunk + more) / count);
    }
    int perThread = blocks * parts;
    int block = chunk % perThread / parts;
    long part = (long) chunk / perThread * parts + chunk % parts + more;
    return block * places + (int) (places * part / (count / blocks));
  }
}
