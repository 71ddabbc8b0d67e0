package jacquard.spark;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// An input with its class, or with its target where there are no classes.
record Example(float[] input, int label, float[] target) implements Serializable {
  /// The place of an example among others: by the number it was given, then by its content. So a table has one order, however it lies in
  /// files and partitions; where two examples have one place, they are the same.
  record Key(long id, long high, long low) implements Serializable, Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byId = Long.compare(id, other.id);
      int byHigh = byId != 0 ? byId : Long.compare(high, other.high);
      return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
  }

  Key key(long id) {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    hasher.putInt(label);
    for (float value : input) {
      hasher.putFloat(value);
    }
    for (float value : target) {
      hasher.putFloat(value);
    }
    ByteBuffer hash = ByteBuffer.wrap(hasher.hash().asBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return new Key(id, hash.getLong(), hash.getLong());
  }
}
